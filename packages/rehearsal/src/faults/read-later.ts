import { type Definition, readDefinition } from "@alpha-engine/definition";
import { answersRead } from "@alpha-engine/definition/invent";

/** The names from the outside of a place in an answer; `[]` stands for the items of a list, `{}` for the JSON in a text. */
export type Field = readonly string[];

/** What later states read of the answer of a state, by its name; what they need comes first. */
export function readLater(definition: Definition): (state: string) => readonly Field[] {
  let read: ReadonlyMap<string, readonly Field[]> | undefined;
  return (state) => {
    read ??= fieldsIn(definition);
    return read.get(state) ?? [];
  };
}

function fieldsIn(definition: Definition): ReadonlyMap<string, readonly Field[]> {
  const { tree } = readDefinition(definition);
  const read = answersRead(tree);
  return new Map(
    tree.states.map(({ name, path }) => {
      const fields = (read.get(path) ?? []).filter(({ keys }) => keys.length > 0);
      return [
        name,
        fields.toSorted((one, other) => Number(other.isNeeded) - Number(one.isNeeded)).map(({ keys }) => keys),
      ];
    }),
  );
}

/** The same value without what is at a place in it; the value itself where it is not there. */
export function without(value: unknown, [key, ...rest]: Field): unknown {
  if (key === undefined) return value;
  if (key === "{}") return typeof value === "string" ? inText(value, rest) : value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (key !== "[]" && !/^\d+$/.test(key)) return value;
    if (rest.length === 0) return items.filter((_, at) => key !== "[]" && at !== Number(key));
    return items.map((item, at) => (key === "[]" || at === Number(key) ? without(item, rest) : item));
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  if (rest.length > 0) return { ...fields, [key]: without(fields[key], rest) };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
}

function inText(text: string, rest: Field): unknown {
  try {
    return JSON.stringify(without(JSON.parse(text) as unknown, rest));
  } catch {
    return text;
  }
}
