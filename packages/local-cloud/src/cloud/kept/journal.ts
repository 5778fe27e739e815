import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What is to be there again after a restart, as the last value under each name. */
export interface Journal {
  /** The values of a kind by name, in the order in which the names were first written. */
  read<Value>(kind: string): ReadonlyMap<string, Value>;
  put(kind: string, name: string, value: object): void;
  remove(kind: string, name: string): void;
}

/** Where nothing is kept. */
export const NO_JOURNAL: Journal = { read: () => new Map(), put: () => {}, remove: () => {} };

/**
 * One line per change in one file, handed to the kernel before the change is answered, so that also a cloud that was
 * killed has lost nothing. A last line that was cut short is left out. Opening rewrites the file without what is past.
 */
export function openJournal(file: string): Journal {
  const kinds = new Map<string, Map<string, object>>();
  const ofKind = (kind: string): Map<string, object> => {
    const known = kinds.get(kind) ?? new Map<string, object>();
    kinds.set(kind, known);
    return known;
  };
  mkdirSync(dirname(file), { recursive: true });
  for (const [kind, name, value] of linesOf(file)) {
    if (value === null) ofKind(kind).delete(name);
    else ofKind(kind).set(name, value);
  }
  const lines = [...kinds].flatMap(([kind, values]) => [...values].map((entry) => line(kind, ...entry)));
  writeFileSync(`${file}.new`, lines.join(""));
  renameSync(`${file}.new`, file);
  // What a full disk cut short is ended before the next line, so that it takes no other one with it.
  let torn = false;
  const append = (text: string): void => {
    const whole = torn ? `\n${text}` : text;
    torn = true;
    appendFileSync(file, whole);
    torn = false;
  };
  return {
    read: <Value>(kind: string) => new Map(ofKind(kind)) as Map<string, Value>,
    put: (kind, name, value) => {
      append(line(kind, name, value));
      ofKind(kind).set(name, value);
    },
    remove: (kind, name) => {
      if (!ofKind(kind).has(name)) return;
      append(line(kind, name, null));
      ofKind(kind).delete(name);
    },
  };
}

type Line = readonly [kind: string, name: string, value: object | null];

function linesOf(file: string): readonly Line[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((each): readonly Line[] => {
    try {
      return [JSON.parse(each) as Line];
    } catch {
      return [];
    }
  });
}

function line(...parts: Line): string {
  return `${JSON.stringify(parts)}\n`;
}
