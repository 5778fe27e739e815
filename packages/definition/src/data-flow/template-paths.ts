import type { JsonValue } from "@alpha-engine/asl";

import { at } from "../tree/pointer.ts";
import { isObject, type StateNode } from "../tree/tree.ts";
import { callOf, pathsIn, routeOf, routeOfPath, type Route } from "./route.ts";

/** A path that a state reads before it can do anything. */
export interface Read {
  readonly text: string;
  readonly route: Route;
  /** Where it is written. */
  readonly pointer: string;
  /** From the state's input as it came, what InputPath is before it; undefined where that cannot be said. */
  readonly keys: readonly string[] | undefined;
  /** Whether each run of the state reads it: the ItemSelector of a Map needs an item. */
  readonly isCertain: boolean;
}

const PATHS = [
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
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
  const reads = state.isJsonata ? [] : [...rawReads(state), ...takenReads(state)];
  READS.set(state, reads);
  return reads;
}

type Written = Pick<Read, "text" | "route" | "pointer">;

/** Of the state's input as it came. */
function rawReads({ raw, pointer, type }: StateNode): readonly Read[] {
  const fields = type === "Fail" ? ["ErrorPath", "CausePath"] : ["InputPath"];
  return fields
    .flatMap((field) => pathReads(raw[field], at(pointer, field)))
    .map((read) => ({ ...read, keys: read.route.keys, isCertain: true }));
}

/** Of what InputPath leaves of it. */
function takenReads({ raw, pointer, type }: StateNode): readonly Read[] {
  const path = raw["InputPath"];
  const taken = typeof path === "string" ? routeOf(path) : undefined;
  const before = path === undefined ? [] : taken?.root === "input" && taken.definite ? taken.keys : undefined;
  const keysOf = (route: Route): readonly string[] | undefined => {
    if (route.root !== "input") return route.keys;
    return before === undefined ? undefined : [...before, ...route.keys];
  };
  const reads = (found: readonly Written[], isCertain: boolean): readonly Read[] =>
    found.map((read) => ({ ...read, keys: keysOf(read.route), isCertain }));
  const template = (field: string): readonly Written[] => templateReads(raw[field], at(pointer, field));
  const isRun = type !== "Pass" || raw["Result"] === undefined;
  return [
    ...reads(
      PATHS.flatMap((field) => pathReads(raw[field], at(pointer, field))),
      true,
    ),
    ...(isRun ? reads(template("Parameters"), type !== "Map") : []),
    ...reads(template("ItemSelector"), false),
    ...reads(innerReads(raw["ItemReader"], at(pointer, "ItemReader")), true),
    ...reads(innerReads(raw["ResultWriter"], at(pointer, "ResultWriter")), true),
  ];
}

function pathReads(value: JsonValue | undefined, pointer: string): readonly Written[] {
  return typeof value === "string" ? expressionReads(value, pointer) : [];
}

function innerReads(value: JsonValue | undefined, pointer: string): readonly Written[] {
  return isObject(value) ? templateReads(value["Parameters"], at(pointer, "Parameters")) : [];
}

/** The paths in a payload template. */
function templateReads(template: JsonValue | undefined, pointer: string): readonly Written[] {
  return expressionsIn(template, pointer).flatMap(({ text, pointer }) => expressionReads(text, pointer));
}

export function expressionReads(text: string, pointer: string): readonly Written[] {
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
