import type { Argument, Intrinsic, JsonValue } from "@alpha-engine/asl";

import { everyEntry, mapped } from "../shapes/entries.ts";
import { mergedShape } from "../shapes/merge.ts";
import { lookup } from "../shapes/places.ts";
import {
  ANSWER,
  DEEPEST,
  EMPTY,
  fromJson,
  listOfShapes,
  present,
  SCALAR,
  type Shape,
  withField,
} from "../shapes/shape.ts";
import { isObject } from "../tree/tree.ts";
import { callOf, type Route, routeOf, routeOfPath } from "./route.ts";
import { type Sight, startOf } from "./world.ts";

/** What a JSONPath template makes; undefined where it always fails, as a path of it is never there. */
export function templateShape(template: JsonValue, sight: Sight, depth = 0): Shape | undefined {
  if (depth > DEEPEST) return ANSWER;
  if (Array.isArray(template)) {
    const items = (template as readonly JsonValue[]).map((item) => templateShape(item, sight, depth + 1));
    return items.every((item) => item !== undefined) ? listOfShapes(items) : undefined;
  }
  if (!isObject(template)) return fromJson(template);
  let object = EMPTY;
  for (const [key, value] of Object.entries(template)) {
    const isComputed = key.endsWith(".$") && typeof value === "string";
    const shape = isComputed ? expressionShape(value, sight) : templateShape(value, sight, depth + 1);
    if (shape === undefined) return undefined;
    object = withField(object, isComputed ? key.slice(0, -2) : key, present(shape));
  }
  return object;
}

/** What a path or an intrinsic gives; undefined where it always fails. */
export function expressionShape(text: string, sight: Sight): Shape | undefined {
  if (text.startsWith("$")) return routeShape(routeOf(text), sight);
  const call = callOf(text);
  return call === undefined ? ANSWER : callShape(call, sight);
}

export function routeShape(route: Route | undefined, sight: Sight): Shape | undefined {
  if (route === undefined || !route.definite) return ANSWER;
  const { shape, keys } = startOf(route, sight);
  const found = lookup(shape, keys);
  return found.is === "never" ? undefined : found.shape;
}

const SCALARS = new Set([
  "States.Format",
  "States.JsonToString",
  "States.ArrayContains",
  "States.ArrayLength",
  "States.Base64Encode",
  "States.Base64Decode",
  "States.Hash",
  "States.MathRandom",
  "States.MathAdd",
  "States.UUID",
]);
const LISTS = new Set(["States.ArrayPartition", "States.ArrayUnique", "States.ArrayRange", "States.StringSplit"]);

function callShape(call: Intrinsic, sight: Sight): Shape | undefined {
  const given = call.arguments.map((argument) => argumentShape(argument, sight));
  if (given.includes(undefined)) return undefined;
  const [first = ANSWER, second = ANSWER] = given;
  if (SCALARS.has(call.name)) return SCALAR;
  if (LISTS.has(call.name)) return listOfShapes([], ANSWER);
  if (call.name === "States.Array") return listOfShapes(given.map((shape) => shape ?? ANSWER));
  if (call.name === "States.JsonMerge") return mergedShape(first, second);
  return call.name === "States.StringToJson" ? textShape(call.arguments[0]) : ANSWER;
}

function argumentShape(argument: Argument, sight: Sight): Shape | undefined {
  if (argument.kind === "path") return routeShape(routeOfPath(argument.path), sight);
  if (argument.kind === "call") return callShape(argument, sight);
  return argument.kind === "value" ? { kind: "literal", value: argument.value } : SCALAR;
}

/** The JSON in a literal text; in a format each placeholder is taken for a text or a number. */
function textShape(argument: Argument | undefined): Shape {
  if (argument?.kind === "value") return jsonShape(String(argument.value));
  const format = argument?.kind === "call" && argument.name === "States.Format" ? argument.arguments[0] : undefined;
  return format?.kind === "format" ? withoutValues(jsonShape(format.pieces.join("0"))) : ANSWER;
}

function jsonShape(text: string): Shape {
  try {
    return fromJson(JSON.parse(text) as JsonValue);
  } catch {
    return ANSWER;
  }
}

/** What stands at a placeholder may be of any kind, and a name that holds one any name. */
function withoutValues(shape: Shape): Shape {
  if (shape.kind === "list") return listOfShapes(shape.known.map(withoutValues));
  if (shape.kind !== "object") return ANSWER;
  if (!everyEntry(shape.fields, (_, name) => !name.includes("0"))) return ANSWER;
  const fields = mapped(shape.fields, ({ shape: inner, is }) => ({ shape: withoutValues(inner), is }));
  return { ...shape, fields };
}
