import type { JsonValue } from "@alpha-engine/asl";

import { at } from "../tree/pointer.ts";
import { isObject, type StateNode } from "../tree/tree.ts";
import { callOf, pathsIn, routeOf, routeOfPath, type Route } from "./route.ts";

/** A path that a state reads from its input. */
export interface Read {
  readonly text: string;
  readonly route: Route;
  /** Where it is written. */
  readonly pointer: string;
}

const READERS = ["Parameters", "ItemSelector"];
const PATHS = [
  "InputPath",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "ErrorPath",
  "CausePath",
];

const READS = new WeakMap<StateNode, readonly Read[]>();

/**
 * What a JSONPath state needs of its input before it can do anything. Choice rules are not among them.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { readsOf } from "@alpha-engine/definition/data-flow";
 *
 * const tell = { Type: "Pass", Parameters: { "day.$": "$.run_date" }, End: true };
 * const { tree } = readDefinition({ StartAt: "Tell", States: { Tell: tell } });
 * for (const { text, pointer } of tree.states.flatMap(readsOf)) console.log(text, pointer);
 * ```
 * ```text output
 * $.run_date /States/Tell/Parameters/day.$
 * ```
 */
export function readsOf(state: StateNode): readonly Read[] {
  const known = READS.get(state);
  if (known !== undefined) return known;
  const reads = state.isJsonata
    ? []
    : [...directReads(state), ...READERS.flatMap((field) => templateReads(state.raw[field], at(state.pointer, field)))];
  READS.set(state, reads);
  return reads;
}

function directReads({ raw, pointer }: StateNode): readonly Read[] {
  return PATHS.flatMap((field) => {
    const value = raw[field];
    return typeof value === "string" ? expressionReads(value, at(pointer, field)) : [];
  });
}

/** The paths in a payload template. */
function templateReads(template: JsonValue | undefined, pointer: string): readonly Read[] {
  return expressionsIn(template, pointer).flatMap(({ text, pointer }) => expressionReads(text, pointer));
}

export function expressionReads(text: string, pointer: string): readonly Read[] {
  if (text.startsWith("$")) {
    const route = routeOf(text);
    return route === undefined ? [] : [{ text, route, pointer }];
  }
  const call = callOf(text);
  return call === undefined
    ? []
    : pathsIn(call).map((path) => ({ text: path.text, route: routeOfPath(path), pointer }));
}

/** A computed field of a template, and where it is written. */
export interface Expression {
  readonly text: string;
  readonly pointer: string;
}

/**
 * Every computed field of a JSONPath template.
 *
 * @example
 * ```ts example
 * import { expressionsIn } from "@alpha-engine/definition/data-flow";
 *
 * console.log(expressionsIn({ Payload: { "day.$": "$.run_date" } }, "/States/A/Parameters"));
 * ```
 * ```text output
 * [
 *   { text: '$.run_date', pointer: '/States/A/Parameters/Payload/day.$' }
 * ]
 * ```
 */
export function expressionsIn(template: JsonValue | undefined, pointer: string): readonly Expression[] {
  const found: Expression[] = [];
  const pending: [JsonValue | undefined, string][] = [[template, pointer]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, place] = next;
    if (Array.isArray(value)) value.forEach((item, index) => pending.push([item as JsonValue, at(place, index)]));
    else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (key.endsWith(".$") && typeof item === "string") found.push({ text: item, pointer: at(place, key) });
        else pending.push([item, at(place, key)]);
      }
    }
  }
  return found;
}
