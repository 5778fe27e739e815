import type { Argument, Intrinsic, JsonValue } from "@alpha-engine/asl";

import { type Edge, isObject, listOf, type StateNode, textOf } from "../tree/tree.ts";
import { factsOf } from "./guards.ts";
import { callOf, type Route, routeOf, routeOfPath, startsWith } from "./route.ts";

/** Where a value behind an edge comes from. */
export type Origin =
  | { readonly kind: "present" }
  /** Surely not there. */
  | { readonly kind: "absent" }
  /** Inside what a service or a function answered. */
  | { readonly kind: "answer" }
  /** Part of the execution's input, whatever the way. */
  | { readonly kind: "input"; readonly keys: readonly string[] }
  /** Written in the definition, unless the execution's input has another value. */
  | { readonly kind: "default" }
  /** Written in the definition. */
  | { readonly kind: "literal"; readonly value: JsonValue }
  /** At this place of the state's own input. */
  | { readonly kind: "same"; readonly keys: readonly string[] }
  /** In the second if it is there, else in the first: a merge. */
  | { readonly kind: "merged"; readonly first: Origin; readonly second: Origin };

const PRESENT: Origin = { kind: "present" };
const ABSENT: Origin = { kind: "absent" };
const ANSWER: Origin = { kind: "answer" };

/** Where the value at `keys` behind `edge` comes from, seen from the input of the state that the edge leaves. */
export function beforeEdge(edge: Edge, keys: readonly string[]): Origin {
  const { from } = edge;
  if (from.isJsonata) return ANSWER;
  if (edge.kind === "catch")
    return combined(edge.entry?.["ResultPath"], keys, (rest) =>
      rest.length === 0 || rest[0] === "Error" || rest[0] === "Cause" ? PRESENT : ABSENT,
    );
  const output = from.raw["OutputPath"];
  const route = typeof output === "string" ? routeOf(output) : undefined;
  if (output === null) return ABSENT;
  const inner = route?.root === "input" ? [...route.keys, ...keys] : keys;
  if (!["Task", "Pass", "Parallel", "Map"].includes(from.type)) return throughInput(from, inner);
  if (from.type === "Pass" && from.raw["Parameters"] === undefined && from.raw["Result"] === undefined) {
    return combined(from.raw["ResultPath"], inner, (rest) => throughInput(from, rest));
  }
  return combined(from.raw["ResultPath"], inner, (rest) => resultOf(from, rest));
}

/** A choice rule's edge says more: what its guard makes sure. */
export function isAssured(edge: Edge, keys: readonly string[], what: "present" | "one of a closed list"): boolean {
  const { from } = edge;
  if (from.type !== "Choice" || from.isJsonata) return false;
  const rules = listOf(from.raw["Choices"]).filter(isObject);
  const before = edge.kind === "default" ? rules : rules.slice(0, edge.index);
  const facts = [
    ...before.flatMap((rule) => factsOf(rule, false)),
    ...(edge.entry === undefined ? [] : factsOf(edge.entry, true)),
  ];
  return facts.some((fact) =>
    what === "present" ? startsWith(fact.keys, keys) : fact.is === what && fact.keys.join("\0") === keys.join("\0"),
  );
}

/** A value in the input of an inner scope's first state, seen from the input of the Parallel or Map. */
export function beforeScope(parent: StateNode, keys: readonly string[]): Origin {
  if (parent.isJsonata) return ANSWER;
  const template = parent.raw["ItemSelector"] ?? parent.raw["Parameters"];
  if (isObject(template)) return inTemplate(template, keys, parent);
  return parent.type === "Parallel" ? throughInput(parent, keys) : ANSWER;
}

function throughInput(state: StateNode, keys: readonly string[]): Origin {
  const path = state.raw["InputPath"];
  if (path === null) return ABSENT;
  const route = typeof path === "string" ? routeOf(path) : undefined;
  return { kind: "same", keys: route?.root === "input" ? [...route.keys, ...keys] : keys };
}

function combined(
  resultPath: JsonValue | undefined,
  keys: readonly string[],
  inResult: (rest: readonly string[]) => Origin,
): Origin {
  if (resultPath === null) return { kind: "same", keys };
  const place = typeof resultPath === "string" ? (routeOf(resultPath)?.keys ?? []) : [];
  if (startsWith(keys, place)) return inResult(keys.slice(place.length));
  return startsWith(place, keys) ? PRESENT : { kind: "same", keys };
}

function resultOf(state: StateNode, keys: readonly string[]): Origin {
  if (keys.length === 0)
    return state.raw["Result"] === undefined ? PRESENT : { kind: "literal", value: state.raw["Result"] };
  const selector = state.raw["ResultSelector"];
  if (isObject(selector)) {
    const origin = inTemplate(selector, keys, state);
    // A selector's paths lead into the answer.
    return origin.kind === "same" ? answerOf(state, origin.keys) : origin.kind === "merged" ? ANSWER : origin;
  }
  if (state.type === "Pass") {
    const parameters = state.raw["Parameters"];
    return parameters === undefined ? inLiteral(state.raw["Result"], keys) : inTemplate(parameters, keys, state);
  }
  return answerOf(state, keys);
}

/** What every answer of an integration holds (AWS's API references, and answers recorded from AWS, 2026-11). */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  "ssm:sendCommand": ["Command", "Command.CommandId", "Command.Status"],
  "ssm:getCommandInvocation": [
    "CommandId",
    "InstanceId",
    "Status",
    "StatusDetails",
    "ResponseCode",
    "StandardOutputContent",
    "StandardErrorContent",
  ],
  "lambda:invoke": ["Payload", "StatusCode", "ExecutedVersion", "SdkHttpMetadata"],
  "sns:publish": ["MessageId"],
  "states:startExecution": ["ExecutionArn", "StartDate"],
};

function answerOf({ call, raw }: StateNode, keys: readonly string[]): Origin {
  if (keys.length === 0) return PRESENT;
  const known =
    call === undefined || textOf(raw["Resource"]).includes(":function:")
      ? undefined
      : ALWAYS[`${call.service}:${call.action}`];
  return known?.includes(keys.join(".")) === true ? PRESENT : ANSWER;
}

function inTemplate(template: JsonValue, keys: readonly string[], state: StateNode): Origin {
  let value: JsonValue | undefined = template;
  for (const [depth, key] of keys.entries()) {
    if (Array.isArray(value)) value = (value as readonly JsonValue[])[Number(key)];
    else if (isObject(value)) {
      const expression: JsonValue | undefined = value[`${key}.$`];
      if (typeof expression === "string") return ofExpression(expression, keys.slice(depth + 1), state);
      value = value[key];
    } else value = undefined;
    if (value === undefined) return ABSENT;
  }
  return value === null || typeof value !== "object" ? { kind: "literal", value } : PRESENT;
}

function ofExpression(text: string, rest: readonly string[], state: StateNode): Origin {
  if (text.startsWith("$")) return ofRoute(routeOf(text), rest, state);
  const call = callOf(text);
  return call === undefined ? ANSWER : ofCall(call, rest, state);
}

function ofRoute(route: Route | undefined, rest: readonly string[], state: StateNode): Origin {
  if (route === undefined || !route.definite) return rest.length === 0 ? PRESENT : ANSWER;
  const keys = [...route.keys, ...rest];
  if (route.root === "input") return throughInput(state, keys);
  if (route.root === "context" && keys[0] === "Execution" && keys[1] === "Input")
    return { kind: "input", keys: keys.slice(2) };
  return rest.length === 0 ? PRESENT : ANSWER;
}

function ofCall(call: Intrinsic, rest: readonly string[], state: StateNode): Origin {
  if (rest.length === 0) return PRESENT;
  if (call.name === "States.JsonMerge") {
    const sides = call.arguments.slice(0, 2).map((argument) => ofArgument(argument, rest, state));
    const [first = ANSWER, second = ANSWER] = sides;
    return merged(first, second);
  }
  if (call.name === "States.StringToJson") {
    const [argument] = call.arguments;
    if (argument?.kind === "value") return inLiteral(jsonOf(String(argument.value)), rest);
    const format = argument?.kind === "call" && argument.name === "States.Format" ? argument.arguments[0] : undefined;
    if (format?.kind === "format") {
      const value = jsonOf(format.pieces.join("0"));
      const origin = inLiteral(value, rest);
      return origin.kind === "literal" ? PRESENT : origin;
    }
  }
  return ANSWER;
}

/** The second side wins where it has the value. */
function merged(first: Origin, second: Origin): Origin {
  if (isSure(second) || first.kind === "absent") return second;
  if (second.kind === "absent") return first;
  if (isSure(first)) return second.kind === "input" ? { kind: "default" } : PRESENT;
  return { kind: "merged", first, second };
}

function ofArgument(argument: Argument, rest: readonly string[], state: StateNode): Origin {
  if (argument.kind === "path") return ofRoute(routeOfPath(argument.path), rest, state);
  return argument.kind === "call" ? ofCall(argument, rest, state) : ABSENT;
}

function isSure(origin: Origin): boolean {
  return origin.kind === "present" || origin.kind === "literal" || origin.kind === "default";
}

function inLiteral(value: JsonValue | undefined, keys: readonly string[]): Origin {
  let inner: JsonValue | undefined = value;
  for (const key of keys) {
    inner = Array.isArray(inner)
      ? (inner as readonly JsonValue[])[Number(key)]
      : isObject(inner)
        ? inner[key]
        : undefined;
    if (inner === undefined) return ABSENT;
  }
  return { kind: "literal", value: inner ?? null };
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
