import {
  type Argument,
  type Intrinsic,
  type JsonPrimitive,
  type JsonValue,
  parsePath,
  type Path,
} from "@alpha-engine/asl";

import { callOf } from "../data-flow/route.ts";
import { isObject } from "../tree/tree.ts";
import { itemGiven } from "./given.ts";
import type { Kind } from "./kind.ts";
import { contextValue, type Sight } from "./sight.ts";
import {
  child,
  each,
  fromJson,
  INPUT,
  joined,
  joinedAll,
  listOf,
  merged,
  NONE,
  NULL,
  objectOf,
  parsed,
  type Value,
} from "./value.ts";

const DEEPEST = 40;

/** What a payload template makes; all that it reads is told. */
export function templateValue(template: JsonValue | undefined, sight: Sight, given?: string, depth = 0): Value {
  if (template === undefined || depth > DEEPEST) return NONE;
  if (Array.isArray(template))
    return listOf(template.map((item) => templateValue(item as JsonValue, sight, itemGiven(given), depth + 1)));
  if (!isObject(template)) return fromJson(template);
  return objectOf(
    Object.entries(template).map(([key, value]) => {
      const isComputed = key.endsWith(".$") && typeof value === "string";
      const name = isComputed ? key.slice(0, -2) : key;
      const place = given === undefined ? undefined : `${given} ${name}`;
      return [
        name,
        isComputed ? expressionValue(value, sight, "any", place) : templateValue(value, sight, place, depth + 1),
      ] as const;
    }),
  );
}

/** What a path or an intrinsic gives. */
export function expressionValue(text: JsonValue | undefined, sight: Sight, kind: Kind, given?: string): Value {
  if (typeof text !== "string") return NONE;
  if (text.startsWith("$")) {
    const path = pathOf(text);
    return path === undefined ? NONE : pathValue(path, sight, kind, given);
  }
  const call = callOf(text);
  return call === undefined ? NONE : callValue(call, sight, given);
}

function pathOf(text: string): Path | undefined {
  try {
    return parsePath(text);
  } catch {
    return undefined;
  }
}

/** What is at a path, without saying that it is needed there. */
export function seenAt(text: string, sight: Sight): Value {
  const path = pathOf(text);
  return path === undefined ? NONE : followed(path, sight, false);
}

export function pathValue(path: Path, sight: Sight, kind: Kind, given?: string): Value {
  const value = followed(path, sight, true);
  if (path.segments.length > 0 || path.root.kind === "variable")
    sight.reads.add(value, { kind: isDefinite(path) ? kind : "any", reader: sight.state, given });
  return value;
}

/** Any other gives a list of what it finds. */
function isDefinite({ segments }: Path): boolean {
  return segments.every(({ kind }) => kind === "name" || kind === "index");
}

/** Whatever it passes on its way has to be there as well, lists with as many items as are asked for. */
function followed({ root, segments }: Path, sight: Sight, isNeeded: boolean): Value {
  const names = segments.map((segment) => (segment.kind === "name" ? segment.name : ""));
  if (root.kind === "context") return contextValue(names, sight);
  let value = root.kind === "variable" ? (sight.vars.get(root.name) ?? NONE) : sight.data;
  for (const segment of segments) {
    if (segment.kind === "name") value = child(value, segment.name);
    else if (segment.kind === "descend" || segment.kind === "function" || segment.kind === "names") return NONE;
    else if (segment.kind === "wildcard" && isWritten(value)) value = joinedAll([...(value.fields?.values() ?? [])]);
    else {
      const index = segment.kind === "index" ? segment.index : 0;
      if (isNeeded) sight.reads.add(value, { kind: "list", reader: sight.state }, index < 0 ? -index - 1 : index);
      value = segment.kind === "index" ? child(value, String(segment.index)) : each(value);
      if (segment.kind === "filter") filtered(segment.test, value, sight);
    }
  }
  return value;
}

/** Whether it is plainly an object, all of which `*` finds. */
function isWritten({ fields, item, origins }: Value): boolean {
  const isInput = origins.some(({ source, keys }) => source === INPUT && keys.length === 0);
  return isInput || (fields !== undefined && item === undefined);
}

type Filter = Extract<Path["segments"][number], { kind: "filter" }>["test"];
type Operand = Extract<Filter, { kind: "compare" }>["left"];

/** What a filter asks of each item. */
function filtered(test: Filter, item: Value, sight: Sight): void {
  if (test.kind === "and" || test.kind === "or") {
    filtered(test.left, item, sight);
    filtered(test.right, item, sight);
  } else if (test.kind === "not") filtered(test.operand, item, sight);
  else if (test.kind === "compare") {
    const at = (operand: Operand): Value =>
      operand.kind === "path" && operand.path.relative
        ? operand.path.segments.reduce((value, one) => (one.kind === "name" ? child(value, one.name) : value), item)
        : NONE;
    const literal = [test.left, test.right].find((operand) => operand.kind === "literal");
    for (const value of [at(test.left), at(test.right)]) {
      sight.reads.add(value, { kind: "any", reader: sight.state });
      if (literal?.kind === "literal" && test.operator === "==")
        sight.reads.compare(value, { operator: "equals", literal: literal.value as JsonPrimitive });
    }
  }
}

/** What the arguments of an intrinsic are. */
const ARGUMENTS: Readonly<Record<string, readonly Kind[]>> = {
  "States.StringToJson": ["json"],
  "States.JsonToString": ["any"],
  "States.ArrayPartition": ["list", "number"],
  "States.ArrayContains": ["list", "any"],
  "States.ArrayRange": ["number", "number", "number"],
  "States.ArrayGetItem": ["list", "number"],
  "States.ArrayLength": ["list"],
  "States.ArrayUnique": ["list"],
  "States.Base64Encode": ["text"],
  "States.Base64Decode": ["base64"],
  "States.Hash": ["any", "text"],
  "States.JsonMerge": ["object", "object"],
  "States.MathRandom": ["number", "number", "number"],
  "States.MathAdd": ["number", "number"],
  "States.StringSplit": ["pieces", "text"],
};

function callValue(call: Intrinsic, sight: Sight, given?: string): Value {
  const kinds = ARGUMENTS[call.name] ?? [];
  const kindOf = (index: number): Kind => (call.name === "States.Format" ? "text" : (kinds[index] ?? "any"));
  const item = call.name === "States.Array" ? itemGiven(given) : undefined;
  const values = call.arguments.map((argument, index) => argumentValue(argument, sight, kindOf(index), item));
  const [first = NONE, second = NONE] = values;
  switch (call.name) {
    case "States.Array":
      return listOf(values);
    case "States.StringToJson":
      return writtenJson(call.arguments[0]) ?? parsed(first);
    case "States.JsonMerge":
      return withDefaults(first, second, sight);
    case "States.ArrayGetItem":
      return each(first);
    case "States.ArrayUnique":
      return first;
    case "States.ArrayPartition":
      return listOf([{ ...NONE, item: joinedAll([each(first)]) }]);
    default:
      return NONE;
  }
}

/** What lies below an object is there where the object has nothing. */
function withDefaults(below: Value, above: Value, { reads, state }: Sight): Value {
  const both = merged(below, above);
  const given = { ...above, fields: undefined };
  const fields = [...(both.fields ?? [])].map(([name, value]) => {
    const own = child(given, name);
    if (above.fields?.has(name) === true || own === NONE) return [name, value] as const;
    if (value !== NULL) {
      reads.leaveOut(own);
      reads.add(own, { kind: "any", reader: state, isQuestion: true });
    }
    return [name, joined(value, own)] as const;
  });
  return { ...both, fields: new Map(fields) };
}

/** The JSON in a text that is written down, whatever its placeholders hold. */
function writtenJson(argument: Argument | undefined): Value | undefined {
  const format = argument?.kind === "call" && argument.name === "States.Format" ? argument.arguments[0] : undefined;
  const text =
    argument?.kind === "value"
      ? String(argument.value)
      : format?.kind === "format"
        ? format.pieces.join("0")
        : undefined;
  try {
    return text === undefined ? undefined : fromJson(JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}

function argumentValue(argument: Argument, sight: Sight, kind: Kind, given: string | undefined): Value {
  if (argument.kind === "path") return pathValue(argument.path, sight, kind, given);
  return argument.kind === "call" ? callValue(argument, sight, given) : NONE;
}
