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
  return extended(value.origins, isIndex ? EACH : key);
}

/** What is at a name as JSONata finds it: also in the items of a list. */
export function named(value: Value, key: string): Value {
  const field = child(value, key);
  return value.item === undefined || value.fields?.has(key) === true ? field : joined(field, named(value.item, key));
}

export function each(value: Value): Value {
  const made = [...(value.fields?.values() ?? []), ...(value.item === undefined ? [] : [value.item])];
  return joined(joinedAll(made), extended(value.origins, EACH));
}

export function parsed(value: Value): Value {
  return extended(value.origins, PARSED);
}

function extended(origins: readonly Origin[], key: string): Value {
  const further = origins
    .filter(({ keys }) => keys.length < LONGEST)
    .map(({ source, keys }) => ({ source, keys: [...keys, key] }));
  return further.length === 0 ? NONE : { origins: further, fields: undefined, item: undefined };
}

export function joinedAll(values: readonly Value[]): Value {
  return values.reduce((one, other) => joined(one, other), NONE);
}

/** Parts from which on nothing is added any more but at the top: what goes round and takes itself along has no end. */
const MOST_PARTS = 1000;

/** Either of two, as {@link joined}, where one of them comes again and again. */
export function gathered(one: Value, other: Value): Value {
  return joined(one, other, partsOf(one) > MOST_PARTS ? DEEPEST - 1 : 0);
}

const parts = new WeakMap<Value, number>();

function partsOf(value: Value): number {
  let count = parts.get(value);
  if (count !== undefined) return count;
  count = 1 + (value.item === undefined ? 0 : partsOf(value.item));
  for (const field of value.fields?.values() ?? []) count += partsOf(field);
  parts.set(value, count);
  return count;
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
  const more = other.filter((origin) => !one.some((known) => isSameOrigin(known, origin)));
  return more.length === 0 || one.length >= MOST_ORIGINS ? one : [...one, ...more];
}

function isSameOrigin(one: Origin, other: Origin): boolean {
  if (one === other) return true;
  const { length } = one.keys;
  if (length !== other.keys.length || one.source.id !== other.source.id) return false;
  for (let at = length - 1; at >= 0; at -= 1) if (one.keys[at] !== other.keys[at]) return false;
  return true;
}

function unitedFields(one: Value, other: Value, depth: number): Value["fields"] {
  if (other.fields === undefined && one.fields === undefined) return undefined;
  const names = new Set([...(one.fields?.keys() ?? []), ...(other.fields?.keys() ?? [])]);
  let changed = one.fields === undefined;
  const fields = new Map<string, Value>();
  for (const name of names) {
    const first = one.fields?.get(name);
    // Where one of two has not put anything there, what came from its origins is there still.
    const both = joined(first ?? child(one, name), other.fields?.get(name) ?? child(other, name), depth + 1);
    if (both !== first) changed = true;
    fields.set(name, both);
  }
  return changed ? fields : one.fields;
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
