import { find } from "./entries.ts";
import {
  anyFrom,
  EMPTY,
  type Field,
  joined,
  joinedAll,
  listOfShapes,
  type ListShape,
  NEVER,
  type ObjectShape,
  present,
  type Shape,
  withField,
  worse,
} from "./shape.ts";

/** What is at `keys`, as JSONPath finds it. */
export function lookup(shape: Shape, keys: readonly string[]): Field {
  return follow(shape, keys, child);
}

/** What is at `keys`, as JSONata finds it: a name looks into every item of a list. */
export function lookupThroughLists(shape: Shape, keys: readonly string[]): Field {
  return follow(shape, keys, childThroughLists);
}

function follow(shape: Shape, keys: readonly string[], next: (shape: Shape, key: string) => Field): Field {
  let at: Field = present(shape);
  for (const key of keys) {
    const inner = next(at.shape, key);
    if (inner.is === "never") return NEVER;
    at = { shape: inner.shape, is: worse(at.is, inner.is) };
  }
  return at;
}

function child(shape: Shape, key: string): Field {
  switch (shape.kind) {
    case "any":
      return { shape, is: shape.from };
    case "object":
      return (
        find(shape.fields, key) ?? (shape.rest === undefined ? NEVER : { shape: anyFrom(shape.rest), is: shape.rest })
      );
    case "list":
      return item(shape, Number(key));
    default:
      return NEVER;
  }
}

function item({ known, others }: ListShape, index: number): Field {
  if (!Number.isInteger(index)) return NEVER;
  if (index >= 0) {
    const shape = known[index];
    return shape !== undefined ? present(shape) : others === undefined ? NEVER : { shape: others, is: "answer" };
  }
  const last = others === undefined ? known.at(index) : joinedAll([...known, others]);
  return last === undefined ? NEVER : { shape: last, is: known.length >= -index ? "present" : "answer" };
}

function childThroughLists(shape: Shape, key: string): Field {
  if (shape.kind !== "list") return child(shape, key);
  const items = shape.others === undefined ? shape.known : [...shape.known, shape.others];
  const found = items.map((one) => childThroughLists(one, key)).filter(({ is }) => is !== "never");
  // One item that has it is not told from a list of one: what exactly comes out is not followed.
  if (found.length === 0) return NEVER;
  return {
    shape: { kind: "any", from: "answer" },
    is: found.some(({ is }) => is === "present") && shape.others === undefined ? "present" : "answer",
  };
}

/** With what is at `keys` surely there; undefined where it never is. */
export function assumePresent(shape: Shape, keys: readonly string[]): Shape | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return shape;
  const index = /^-?\d+$/.test(key) ? Number(key) : undefined;
  switch (shape.kind) {
    case "any": {
      const inner = assumePresent(shape, rest);
      if (inner === undefined) return undefined;
      if (index !== undefined)
        return listOfShapes(
          Array.from({ length: count(index) }, () => shape),
          shape,
        );
      return withField({ ...EMPTY, rest: shape.from }, key, present(inner));
    }
    case "object": {
      const field = child(shape, key);
      const inner = field.is === "never" ? undefined : assumePresent(field.shape, rest);
      if (inner === undefined) return undefined;
      return inner === field.shape && field.is === "present" ? shape : withField(shape, key, present(inner));
    }
    case "list":
      return index === undefined ? undefined : assumeItem(shape, index, rest);
    default:
      return undefined;
  }
}

/** Longer lists are not spelled out. */
const LONGEST = 20;

function count(index: number): number {
  return Math.min(LONGEST, index < 0 ? -index : index + 1);
}

function assumeItem(list: ListShape, index: number, rest: readonly string[]): Shape | undefined {
  const { known, others } = list;
  if (item(list, index).is === "never") return undefined;
  const missing = count(index) - known.length;
  const longer =
    others === undefined ? known : [...known, ...Array.from({ length: Math.max(0, missing) }, () => others)];
  if (index < 0 || index >= longer.length) return missing > 0 ? listOfShapes(longer, others) : list;
  const inner = assumePresent(longer[index] ?? anyFrom("answer"), rest);
  if (inner === undefined) return undefined;
  return missing <= 0 && inner === known[index] ? list : listOfShapes(longer.with(index, inner), others);
}

/** With nothing at `keys`; undefined where there always is something. */
export function assumeAbsent(shape: Shape, keys: readonly string[]): Shape | undefined {
  const [key, ...rest] = keys;
  const { is } = lookup(shape, keys);
  if (key === undefined || is === "present") return undefined;
  if (is === "never" || /^-?\d+$/.test(key)) return shape;
  if (shape.kind === "any") return rest.length > 0 ? shape : withField({ ...EMPTY, rest: shape.from }, key, NEVER);
  if (shape.kind !== "object") return shape;
  if (rest.length === 0) return withField(shape, key, NEVER);
  const field = child(shape, key);
  // Where the parent may be missing, that may be why.
  if (field.is !== "present") return shape;
  const inner = assumeAbsent(field.shape, rest);
  return inner === undefined ? undefined : withField(shape, key, present(inner));
}

/** With another shape at `keys`, which are there. */
export function reshaped(shape: Shape, keys: readonly string[], to: Shape): Shape {
  const [key, ...rest] = keys;
  if (key === undefined) return to;
  if (shape.kind === "object") {
    const field = child(shape, key);
    return withField(shape, key, { shape: reshaped(field.shape, rest, to), is: field.is });
  }
  if (shape.kind !== "list") return shape;
  const inner = shape.known[Number(key)];
  return inner === undefined
    ? shape
    : listOfShapes(shape.known.with(Number(key), reshaped(inner, rest, to)), shape.others);
}

/** With `value` at the place of a ResultPath, objects made on the way; undefined where the path leads through something else. */
export function placed(shape: Shape, keys: readonly string[], value: Shape): Shape | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (shape.kind === "list") {
    const found = /^-?\d+$/.test(key) ? item(shape, Number(key)) : NEVER;
    const inner = found.is === "never" ? undefined : placed(found.shape, rest, value);
    if (inner === undefined) return undefined;
    const known = shape.known.map((one) => joined(one, inner));
    return listOfShapes(known, shape.others === undefined ? undefined : joined(shape.others, inner));
  }
  if (shape.kind === "literal" && shape.value !== null) return undefined;
  if (/^-?\d+$/.test(key)) return shape;
  const object: ObjectShape =
    shape.kind === "object" ? shape : shape.kind === "any" ? { ...EMPTY, rest: shape.from } : EMPTY;
  const field = child(object, key);
  const before = field.is === "present" ? field.shape : field.is === "never" ? EMPTY : joined(field.shape, EMPTY);
  const inner = placed(before, rest, value);
  return inner === undefined ? undefined : withField(object, key, present(inner));
}
