import type { JsonObject, JsonValue, Shape } from "@alpha-engine/asl";
import { at, isObject, type StateNode, textOf } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import { takenBy } from "../../rule/integrations.ts";
import type { Found, Rule } from "../../rule/rule.ts";
import { typeOfJsonata, typeOfPathOrCall, type ValueType } from "../../rule/value-types.ts";

export const rule: Rule = {
  id: "service-parameter",
  severity: "error",
  preset: "recommended",
  what: "A parameter that the service does not have, or a value that it does not take: a number for a text, a text for a list, more than its maximum.",
  why: "The call fails each time it is made; the definition is accepted all the same.",
  mend: "Write it as the service's API reference has it: States.Format('{}', $.count) makes a text of a number, States.Array a list, $string() in JSONata.",
  known:
    "public definitions: a number in DynamoDB's N, MaxResults above its maximum, a field beside Payload (2021 to 2025)",
  *check({ states }) {
    for (const state of states) {
      const shape = state.call === undefined ? undefined : takenBy(state);
      if (state.call === undefined || shape === undefined) continue;
      yield* problems(state, shape, { name: "", value: state.call.parameters, pointer: state.call.parametersPointer });
    }
  },
};

interface Given {
  readonly name: string;
  readonly value: JsonValue;
  readonly pointer: string;
}

function* problems(state: StateNode, shape: Shape, given: Given): Iterable<Found> {
  const { value, pointer } = given;
  if (shape.type === "any" || value === null) return;
  const type = typeOf(value, state.isJsonata);
  if (type === undefined) return;
  const mismatch = mismatchOf(shape, type, value);
  if (mismatch !== undefined) yield { message: `${given.name} ${mismatch}`, state, pointer };
  if (type !== WANTED[shape.type]) return;
  if (shape.type === "list" && Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries())
      yield* problems(state, shape.item, { name: `${given.name}[${index}]`, value: item, pointer: at(pointer, index) });
    return;
  }
  if (isObject(value)) yield* inObject(state, shape, { ...given, value });
  else yield* inBounds(state, shape, given);
}

const WANTED: Readonly<Record<Exclude<Shape["type"], "any">, ValueType>> = {
  string: "text",
  number: "number",
  boolean: "boolean",
  list: "list",
  map: "object",
  object: "object",
};
const A: Readonly<Record<ValueType, string>> = {
  text: "a text",
  number: "a number",
  boolean: "a boolean",
  list: "a list",
  object: "an object",
};

/** What AWS does not make fit by itself: an object becomes a text, "true" a boolean, a text an attribute's value, but a number no text (public definitions that work, and those that were mended). */
function mismatchOf(shape: Shape, type: ValueType, value?: JsonValue): string | undefined {
  if (shape.type === "any" || type === WANTED[shape.type]) return undefined;
  if (shape.type === "string" && (type === "object" || type === "list")) return undefined;
  if (shape.type === "object" && shape.fields.has("SS") && shape.fields.has("BOOL")) return undefined;
  const isRead =
    type === "text" && (value === undefined || /^(?:true|false|-?[\d.]+|\{%.*)$|\$\{/is.test(textOf(value)));
  if (isRead && (shape.type === "number" || shape.type === "boolean")) return undefined;
  return `takes ${A[WANTED[shape.type]]}, and is given ${A[type]}`;
}

function* inObject(
  state: StateNode,
  shape: Shape,
  { name, value, pointer }: Given & { readonly value: JsonObject },
): Iterable<Found> {
  const isAttribute = shape.type === "object" && shape.fields.has("SS") && shape.fields.has("NS");
  for (const [key, item] of Object.entries(value)) {
    if (isAttribute && /^[SNB]S$/i.test(key) && Array.isArray(item) && item.length === 0)
      yield { message: `${name} is an empty set, which DynamoDB does not take`, state, pointer: at(pointer, key) };
    const computed = !state.isJsonata && key.endsWith(".$");
    const own = computed ? key.slice(0, -2) : key;
    const inner =
      shape.type === "map" ? shape.value : shape.type === "object" ? shape.fields.get(own)?.shape : undefined;
    const place = at(pointer, key);
    if (inner !== undefined) {
      const inside = name === "" ? own : `${name}.${own}`;
      if (!computed) yield* problems(state, inner, { name: inside, value: item, pointer: place });
      else yield* ofExpression(state, inner, { name: inside, value: item, pointer: place });
    } else if (computed && shape.type === "object") {
      const near = nearest(own, [...shape.fields.keys()]);
      yield {
        message: `${name === "" ? "the service" : name} has no ${own}${near === undefined ? "" : `; it has ${near}`}`,
        state,
        pointer: place,
      };
    }
  }
}

function* ofExpression(state: StateNode, shape: Shape, { name, value, pointer }: Given): Iterable<Found> {
  const type = typeof value === "string" ? typeOfPathOrCall(value) : undefined;
  const mismatch = type === undefined ? undefined : mismatchOf(shape, type);
  if (mismatch !== undefined) yield { message: `${name} ${mismatch}: ${textOf(value)}`, state, pointer };
}

function* inBounds(state: StateNode, shape: Shape, { name, value, pointer }: Given): Iterable<Found> {
  if (typeof value === "string" && (value.startsWith("{%") || value.includes("${"))) return;
  if (shape.type !== "string" && shape.type !== "number") return;
  const size = typeof value === "string" ? value.length : Number(value);
  const what = typeof value === "string" ? `${size} characters` : String(size);
  if (shape.most !== undefined && size > shape.most)
    yield { message: `${name} is ${what}, and may be at most ${shape.most}`, state, pointer };
  if (shape.least !== undefined && size < shape.least)
    yield { message: `${name} is ${what}, and must be at least ${shape.least}`, state, pointer };
  if (
    shape.type === "string" &&
    shape.oneOf !== undefined &&
    typeof value === "string" &&
    !shape.oneOf.includes(value)
  ) {
    const near = nearest(value, shape.oneOf);
    yield {
      message: `${name} is none of the values that the service knows: ${value}${near === undefined ? "" : `; ${near} is one`}`,
      severity: "warning",
      state,
      pointer,
    };
  }
}

function typeOf(value: JsonValue, isJsonata: boolean): ValueType | undefined {
  if (Array.isArray(value)) return "list";
  if (isObject(value)) return "object";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (typeof value !== "string") return undefined;
  if (isJsonata && value.startsWith("{%")) return typeOfJsonata(value);
  // What is filled in later may become anything.
  return /^\$\{[^}]*\}$/.test(value) ? undefined : "text";
}
