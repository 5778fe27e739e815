import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { lookup } from "../shapes/places.ts";
import { either, type Shape, type Verdict } from "../shapes/shape.ts";
import { at } from "../tree/pointer.ts";
import { isObject, listOf, type StateNode } from "../tree/tree.ts";
import type { Analysis } from "./analysis.ts";
import { CAUGHT } from "./caught.ts";
import { jsonataExpressionsIn } from "./jsonata-reads.ts";
import { expressionField } from "./jsonata-shape.ts";
import { inputShape } from "./leave-jsonpath.ts";
import { type Read, readsOf } from "./template-paths.ts";
import { type Sight, startOf, type World } from "./world.ts";

/** Something that a state needs, and whether it is there. */
export interface Need {
  /** As written. */
  readonly text: string;
  readonly pointer: string;
  /** Where it is in the state's input as it came; undefined where it is no place of it. */
  readonly keys: readonly string[] | undefined;
  readonly is: (world: World) => Verdict;
}

/** All that a state needs to be there, in either language. What a Choice compares is not among them. */
export function needsOf(state: StateNode, analysis: Analysis): readonly Need[] {
  return state.isJsonata
    ? expressionNeeds(state, analysis.answer(state))
    : readsOf(state).flatMap((read) => pathNeed(state, read));
}

function pathNeed(state: StateNode, { text, pointer, route, keys }: Read): readonly Need[] {
  if (!route.definite || route.root === "context") return [];
  const is = (world: World): Verdict => {
    const taken = keys === undefined ? inputShape(state, world) : world.data;
    if (taken === undefined) return "present";
    const start = startOf({ ...route, keys: keys ?? route.keys }, { ...world, data: taken });
    return lookup(start.shape, start.keys).is;
  };
  return [{ text, pointer, keys: route.root === "input" ? keys : undefined, is }];
}

/** Fields of a JSONata state that are evaluated when it begins, and when it has its answer. */
const AT_FIRST = ["Arguments", "Items", "Seconds", "Timestamp", "Error", "Cause", "TimeoutSeconds", "HeartbeatSeconds"];
const AT_LAST = ["Output", "Assign"];

function expressionNeeds(state: StateNode, answer: Shape | undefined): readonly Need[] {
  const { raw, pointer, type } = state;
  const needs = (parts: JsonObject, place: string, fields: readonly string[], seen: Partial<Sight>): readonly Need[] =>
    fields.flatMap((field) => fieldNeeds(parts[field], at(place, field), seen));
  const hasResult = type === "Task" || type === "Parallel" || type === "Map";
  // Where nothing ever comes back, nothing is evaluated.
  const last =
    hasResult && answer === undefined ? [] : needs(raw, pointer, AT_LAST, hasResult ? { result: answer } : {});
  const entries = (name: string, seen: Partial<Sight>): readonly Need[] =>
    listOf(raw[name]).flatMap((entry, index) =>
      isObject(entry) ? needs(entry, at(pointer, name, index), AT_LAST, seen) : [],
    );
  // An Output beside Choices is that of the Default.
  return [
    ...needs(raw, pointer, AT_FIRST, {}),
    ...(type === "Choice" ? [] : last),
    ...entries("Catch", { errorOutput: CAUGHT }),
  ];
}

function fieldNeeds(value: JsonValue | undefined, pointer: string, seen: Partial<Sight>): readonly Need[] {
  return jsonataExpressionsIn(value, pointer).map(({ expression, pointer: place }) => ({
    text: expression,
    pointer: place,
    keys: undefined,
    is: (world) => expressionField(expression, { ...world, ...seen }).is,
  }));
}

/** What all of them say together; where there are none, nothing is missing. */
export function verdictOf(worlds: readonly World[], is: (world: World) => Verdict): Verdict {
  return (
    worlds
      .map(is)
      .reduce<Verdict | undefined>((one, other) => (one === undefined ? other : either(one, other)), undefined) ??
    "present"
  );
}
