import type { JsonValue } from "@alpha-engine/asl";

import { isObject, type StateNode } from "../tree/tree.ts";

/** Who gives values: the execution's input, what a task answers, what a Map reads from S3. */
export interface Source {
  readonly kind: "input" | "task" | "items";
  /** Unique: `input`, `task Name`, `items Name`. */
  readonly id: string;
  readonly state: StateNode | undefined;
}

/** A place in what a source gives: names, {@link EACH} for the items of a list, {@link PARSED} for the JSON in a text. */
export interface Origin {
  readonly source: Source;
  readonly keys: readonly string[];
}

export const EACH = "\u0000each";
export const PARSED = "\u0000parsed";
export const INPUT: Source = { kind: "input", id: "input", state: undefined };

/** A value of which is known where it, or what is in it, comes from. */
export interface Value {
  /** Whole, from there. */
  readonly origins: readonly Origin[];
  /** What was put into it by name or index; it lies over what came from the origins. */
  readonly fields: ReadonlyMap<string, Value> | undefined;
  /** What every item may be, where it was made as a list. */
  readonly item: Value | undefined;
}

export const NONE: Value = { origins: [], fields: undefined, item: undefined };

/** null where it is written down: a default that is none. */
export const NULL: Value = { origins: [], fields: undefined, item: undefined };

const MOST_ORIGINS = 24;
const LONGEST = 14;
const DEEPEST = 9;

export function from(source: Source, keys: readonly string[] = []): Value {
  return { origins: [{ source, keys }], fields: undefined, item: undefined };
}

export function listOf(items: readonly Value[]): Value {
  return { origins: [], fields: new Map(items.map((item, index) => [String(index), item])), item: joinedAll(items) };
}

export function objectOf(entries: Iterable<readonly [string, Value]>): Value {
  return { origins: [], fields: new Map(entries), item: undefined };
}

export function fromJson(value: JsonValue | undefined, depth = 0): Value {
  if (depth > DEEPEST || value === undefined) return NONE;
  if (Array.isArray(value)) return listOf(value.map((item) => fromJson(item as JsonValue, depth + 1)));
  if (!isObject(value)) return value === null ? NULL : NONE;
  return objectOf(Object.entries(value).map(([key, item]) => [key, fromJson(item, depth + 1)] as const));
}

/** What is at a name or an index. */
export function child(value: Value, key: string): Value {
  const field = value.fields?.get(key);
  if (field !== undefined) return field;
  const isIndex = /^-?\d+$/.test(key);
  if (isIndex && value.item !== undefined) return value.item;
  return extended(value, isIndex ? EACH : key);
}

/** What is at a name as JSONata finds it: also in the items of a list. */
export function named(value: Value, key: string): Value {
  const field = child(value, key);
  return value.item === undefined || value.fields?.has(key) === true ? field : joined(field, named(value.item, key));
}

export function each(value: Value): Value {
  const made = [...(value.fields?.values() ?? []), ...(value.item === undefined ? [] : [value.item])];
  return joined(joinedAll(made), extended(value, EACH));
}

export function parsed(value: Value): Value {
  return extended(value, PARSED);
}

/** The same place is the same value, so that what is joined is known again. */
const places = new WeakMap<readonly Origin[], Map<string, Value>>();

function extended({ origins }: Value, key: string): Value {
  if (origins.length === 0) return NONE;
  const known = places.get(origins) ?? new Map<string, Value>();
  places.set(origins, known);
  let value = known.get(key);
  if (value === undefined) {
    const further = origins
      .filter(({ keys }) => keys.length < LONGEST)
      .map(({ source, keys }) => ({ source, keys: [...keys, key] }));
    value = further.length === 0 ? NONE : { origins: further, fields: undefined, item: undefined };
    known.set(key, value);
  }
  return value;
}

export function joinedAll(values: readonly Value[]): Value {
  return values.reduce((one, other) => joined(one, other), NONE);
}

/** Without what lies so deep that there would be more values than these. */
export function bounded(value: Value, most: number): Value {
  let depth = DEEPEST;
  while (depth > 1 && sizeOf(value, depth, most) > most) depth -= 1;
  return depth === DEEPEST ? value : trimmed(value, depth);
}

/** How many values there are, counted no further than `most`. */
function sizeOf({ fields, item }: Value, depth: number, most: number): number {
  let size = 1;
  if (depth === 0) return size;
  for (const inner of fields?.values() ?? []) {
    if (size > most) return size;
    size += sizeOf(inner, depth - 1, most - size);
  }
  return item === undefined ? size : size + sizeOf(item, depth - 1, most - size);
}

function trimmed(value: Value, depth: number): Value {
  const { origins, fields, item } = value;
  if (fields === undefined && item === undefined) return value;
  if (depth === 0) return origins.length === 0 ? NONE : { origins, fields: undefined, item: undefined };
  return {
    origins,
    fields: fields && new Map([...fields].map(([name, inner]) => [name, trimmed(inner, depth - 1)])),
    item: item && trimmed(item, depth - 1),
  };
}

/** Either of two; the first itself where the second adds nothing. */
export function joined(one: Value, other: Value, depth = 0): Value {
  if (one === other || other === NONE || depth > DEEPEST) return one;
  if (one === NONE) return other;
  const origins = unitedOrigins(one.origins, other.origins);
  const fields = unitedFields(one, other, depth);
  const item =
    other.item === undefined ? one.item : one.item === undefined ? other.item : joined(one.item, other.item, depth + 1);
  const isSame = origins === one.origins && fields === one.fields && item === one.item;
  return isSame ? one : { origins, fields, item };
}

function unitedOrigins(one: readonly Origin[], other: readonly Origin[]): readonly Origin[] {
  if (one === other || one.length >= MOST_ORIGINS) return one;
  const more = other.filter((origin) => !one.some((known) => isSameOrigin(known, origin)));
  return more.length === 0 ? one : [...one, ...more];
}

function isSameOrigin(one: Origin, other: Origin): boolean {
  return (
    one === other ||
    (one.source === other.source &&
      one.keys.length === other.keys.length &&
      one.keys.every((key, index) => key === other.keys[index]))
  );
}

function unitedFields(one: Value, other: Value, depth: number): Value["fields"] {
  if (other.fields === undefined && one.fields === undefined) return undefined;
  let fields: Map<string, Value> | undefined;
  const unite = (name: string): void => {
    const first = one.fields?.get(name);
    // Where one of two has not put anything there, what came from its origins is there still.
    const both = joined(first ?? child(one, name), other.fields?.get(name) ?? child(other, name), depth + 1);
    if (both !== first) fields = (fields ?? new Map(one.fields)).set(name, both);
  };
  if (other.origins.length > 0 || other.item !== undefined) for (const name of one.fields?.keys() ?? []) unite(name);
  else for (const name of one.fields?.keys() ?? []) if (other.fields?.has(name) === true) unite(name);
  for (const name of other.fields?.keys() ?? []) if (one.fields?.has(name) !== true) unite(name);
  return fields ?? one.fields ?? new Map();
}

/** With something at the place of a ResultPath. */
export function placed(value: Value, keys: readonly string[], inner: Value): Value {
  const [key, ...rest] = keys;
  if (key === undefined) return inner;
  if (keys.length > DEEPEST) return value;
  return { ...value, fields: new Map(value.fields).set(key, placed(child(value, key), rest, inner)) };
}

/** The fields of the second over those of the first. */
export function merged(one: Value, other: Value): Value {
  return {
    origins: unitedOrigins(one.origins, other.origins),
    fields: new Map([...(one.fields ?? []), ...(other.fields ?? [])]),
    item: undefined,
  };
}
