import { UsageError } from "@alpha-engine/command-line";
import type { OpenHole } from "@alpha-engine/definition";
import { Substitutions } from "@alpha-engine/definition/files";
import { didYouMean } from "@alpha-engine/dialect";

import { readData } from "../config/read-file.ts";

type Values = ConstructorParameters<typeof Substitutions>[0];

/** What `--substitute` says: `NAME=VALUE`, or a file of values by name; a value that is JSON is read as that. */
export async function substitutionsFrom(words: readonly string[] = []): Promise<Substitutions> {
  const all: Record<string, unknown> = {};
  for (const word of words) {
    const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(word) ?? [];
    Object.assign(all, name === undefined || value === undefined ? await readValues(word) : { [name]: valueOf(value) });
  }
  return new Substitutions(all as Values);
}

/** What was asked for and is used nowhere is an error. */
export function refuseUnused({ unused }: Substitutions, holes: readonly OpenHole[]): void {
  const [name] = unused;
  if (name === undefined) return;
  const open = [...new Set(holes.map((hole) => hole.name))];
  const known = open.length === 0 ? "nothing is left open" : `open are ${open.join(", ")}`;
  throw new UsageError(
    `--substitute ${name}: no \${${name}} is there to be filled in${didYouMean(name, open)}; ${known}`,
  );
}

async function readValues(file: string): Promise<object> {
  const values = await readData(file);
  if (typeof values === "object" && values !== null && !Array.isArray(values)) return values;
  throw new UsageError(`${file}: expected values by name, as { "Bucket": "my-bucket" }, got ${JSON.stringify(values)}`);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
