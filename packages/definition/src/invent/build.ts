import type { JsonObject, JsonPrimitive, JsonValue, Shape } from "@alpha-engine/asl";

import { textOf } from "../tree/tree.ts";
import { isNumberOfDynamoDb, nameGiven } from "./given.ts";
import type { Kind } from "./kind.ts";
import { type Compared, fieldKey, type ReadField } from "./reads.ts";
import { EACH, PARSED, type Source } from "./value.ts";
import { goodness, isBadIfTrue, TIME, valueFor } from "./words.ts";

/** That something is not there. */
export const ABSENT: unique symbol = Symbol("absent");
/** What was chosen for places of the sources, by their keys. */
export type Chosen = ReadonlyMap<string, JsonValue | typeof ABSENT>;

interface Node {
  readonly inner: Map<string, Node>;
  field?: ReadField;
}

/**
 * What a source gives, so that all these fields are there and nothing else: chosen values, or such as fit what is done
 * with them; undefined where nothing of it is read.
 */
export function built(
  source: Source,
  fields: readonly ReadField[],
  chosen: Chosen,
  shape?: Shape,
): JsonValue | undefined {
  const root: Node = { inner: new Map() };
  for (const field of fields) {
    let node = root;
    for (const key of field.keys) {
      let next = node.inner.get(key);
      if (next === undefined) node.inner.set(key, (next = { inner: new Map() }));
      node = next;
    }
    node.field = field;
  }
  return new Builder(source, chosen).value(root, [], shape);
}

class Builder {
  readonly #source: Source;
  readonly #chosen: Chosen;

  constructor(source: Source, chosen: Chosen) {
    this.#source = source;
    this.#chosen = chosen;
  }

  value(node: Node, keys: readonly string[], shape: Shape | undefined): JsonValue | undefined {
    const chosen = this.#chosen.get(fieldKey({ source: this.#source, keys }));
    if (chosen === ABSENT) return undefined;
    const { field, inner } = node;
    if (inner.size === 0) {
      if (chosen !== undefined) return chosen;
      if (field === undefined) return undefined;
      return field.kinds.has("list") ? this.#list(node, keys, shape) : leaf(field, shape);
    }
    const parsed = inner.get(PARSED);
    if (parsed !== undefined) return JSON.stringify(this.value(parsed, [...keys, PARSED], undefined) ?? {});
    if (chosen === null || Array.isArray(chosen)) return chosen;
    const isList = inner.has(EACH) || shape?.type === "list" || (field?.kinds.has("list") === true && inner.size > 0);
    const made = isList ? this.#list(node, keys, shape) : this.#object(node, keys, shape);
    // What is only asked for is there where something in it is.
    return isEmpty(made) && field?.isNeeded !== true && chosen === undefined && keys.length > 0 ? undefined : made;
  }

  #list(node: Node, keys: readonly string[], shape: Shape | undefined): JsonValue {
    const item = shape?.type === "list" ? shape.item : undefined;
    const each = node.inner.get(EACH);
    // A name that JSONata takes of every item, and what is read of an item, are of the same item.
    const named = [...node.inner].filter(([key]) => key !== EACH);
    const at = [...keys, EACH];
    const given = node.field?.given ?? new Set();
    const known: Known = { keys, kinds: new Set(), compared: [], given, avoided: new Set() };
    let value: JsonValue | undefined;
    if (named.length > 0) {
      const rest = this.#object({ inner: new Map(named) }, keys, item);
      const own = each === undefined ? undefined : this.value(each, at, item);
      value = isObject(own) && isObject(rest) ? { ...rest, ...own } : rest;
    } else value = (each === undefined ? undefined : this.value(each, at, item)) ?? leafOf(known, item);
    return Array.from({ length: node.field?.length ?? 1 }, () => value ?? {});
  }

  #object({ inner }: Node, keys: readonly string[], shape: Shape | undefined): JsonObject {
    const made: [string, JsonValue][] = [];
    for (const [key, node] of inner) {
      const value = this.value(node, [...keys, key], partOf(shape, key));
      if (value !== undefined) made.push([key, value]);
    }
    return Object.fromEntries(made);
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: JsonValue): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

export function partOf(shape: Shape | undefined, key: string): Shape | undefined {
  if (shape?.type === "object") return shape.fields.get(key)?.shape;
  if (shape?.type === "list") return shape.item;
  return shape?.type === "map" ? shape.value : undefined;
}

type Known = Pick<ReadField, "keys" | "kinds" | "compared" | "given" | "avoided">;

function leaf(field: ReadField, shape: Shape | undefined): JsonValue {
  return leafOf(field, shape);
}

/** A value that fits what is done with it, and what the service answers there. */
export function leafOf({ keys, kinds, compared, given, avoided }: Known, shape: Shape | undefined): JsonValue {
  if (kinds.has("json")) return "{}";
  const modelled = shape === undefined ? undefined : shapeValue(shape, keys);
  if (modelled !== undefined) return modelled;
  if ([...given].some(isNumberOfDynamoDb)) return "1";
  const name = keys.findLast((key) => key !== EACH && key !== PARSED) ?? "value";
  const equal = best(compared, avoided);
  if (typeof equal === "boolean")
    return avoided.has(true) === avoided.has(false) ? !isBadIfTrue(name) : avoided.has(false);
  if (equal !== undefined) return equal;
  const use = [...given].map(nameGiven);
  const [wanted] = use.filter((place) => /Ids?$|Arn$|Date|Time|Count|Size|Number/.test(place));
  return ofKind(
    kinds,
    valueFor(wanted !== undefined && typeof valueFor(name) === "string" && valueFor(name) === name ? wanted : name),
  );
}

function ofKind(kinds: ReadonlySet<Kind>, value: JsonValue): JsonValue {
  if (kinds.has("time")) return TIME;
  if (kinds.has("json")) return "{}";
  // Long enough for whatever piece of it is taken.
  if (kinds.has("pieces")) return `${textOf(value)}/a/b:c:d-e_f,g.h`;
  if (kinds.has("base64")) return "e30=";
  if (kinds.has("list")) return [value];
  if (kinds.has("object")) return {};
  if (kinds.has("number") && !kinds.has("text")) return typeof value === "number" ? value : 1;
  if (kinds.has("boolean") && !kinds.has("text")) return typeof value === "boolean" ? value : false;
  return kinds.has("text") && typeof value !== "number" ? textOf(value) : value;
}

const EQUAL = /^(?:equals|(?:String|Numeric|Boolean)Equals)$/;

/** The best of what it is compared with. */
function best(compared: readonly Compared[], avoided: ReadonlySet<JsonPrimitive>): JsonPrimitive | undefined {
  return compared
    .filter(({ literal }) => typeof literal !== "string" || !avoided.has(literal))
    .flatMap(({ operator, literal }) => (EQUAL.test(operator) && literal !== undefined ? [literal] : []))
    .toSorted((one, other) => goodness(other) - goodness(one))[0];
}

/** What a service's model says a value is like. */
function shapeValue(shape: Shape, keys: readonly string[]): JsonValue | undefined {
  const name = keys.findLast((key) => key !== EACH && key !== PARSED) ?? "value";
  switch (shape.type) {
    case "string":
      if (shape.kind === "timestamp") return TIME;
      if (shape.oneOf !== undefined)
        return shape.oneOf.toSorted((one, other) => goodness(other) - goodness(one))[0] ?? "";
      return String(valueFor(name));
    case "number": {
      const value = valueFor(name);
      return Math.max(shape.least ?? 0, typeof value === "number" ? value : name === "ResponseCode" ? 0 : 1);
    }
    case "boolean":
      return true;
    case "list":
      return [shapeValue(shape.item, keys) ?? {}];
    case "map":
      return {};
    case "object": {
      const needed = [...shape.fields].filter(([, { isRequired }]) => isRequired);
      return Object.fromEntries(needed.map(([key, field]) => [key, shapeValue(field.shape, [...keys, key]) ?? {}]));
    }
    default:
      return undefined;
  }
}
