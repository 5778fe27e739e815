import type { JsonValue } from "@alpha-engine/asl";

import { placed } from "../shapes/places.ts";
import { EMPTY, fromJson, type Shape } from "../shapes/shape.ts";
import { type Edge, isObject, listOf, type StateNode } from "../tree/tree.ts";
import { assumeRule, assumeThere } from "./assume.ts";
import { CAUGHT } from "./caught.ts";
import { routeOf } from "./route.ts";
import { readsOf } from "./template-paths.ts";
import { routeShape, templateShape } from "./template-shape.ts";
import { withVariables } from "./variables.ts";
import { NO_WAY, type WaysOut } from "./ways-out.ts";
import type { World } from "./world.ts";

/** How a JSONPath state is left; `answer` is what its service or its branches give, if they do. */
export function leaveJsonpath(state: StateNode, entered: World, answer: Shape | undefined): WaysOut {
  const world = worldRead(state, entered);
  const input = world === undefined ? undefined : inputShape(state, world);
  if (world === undefined || input === undefined) return NO_WAY;
  if (state.type === "Choice") return leaveChoice(state, world, input);
  const caught = state.edges.filter(({ kind }) => kind === "catch").flatMap((edge) => caughtWay(edge, world));
  const result = resultShape(state, { ...world, data: input }, answer);
  const ended = result === undefined ? undefined : finished(state, world, result);
  if (ended === undefined) return { edges: caught, end: undefined };
  const next = state.edges.filter(({ kind }) => kind === "next").map((edge) => [edge, ended] as const);
  return { edges: [...next, ...caught], end: isEnd(state) ? ended.data : undefined };
}

/** With all that the state reads: what is not there ends the execution, whatever a Catch says. */
function worldRead(state: StateNode, entered: World): World | undefined {
  let world: World | undefined = entered;
  for (const { route, keys, isCertain } of readsOf(state)) {
    if (!isCertain || keys === undefined || !route.definite || route.root === "context") continue;
    world = world === undefined ? undefined : assumeThere({ ...route, keys }, true, world);
  }
  return world;
}

/** What InputPath leaves. */
export function inputShape({ raw, type }: StateNode, world: World): Shape | undefined {
  return type === "Fail" ? world.data : atPath(raw["InputPath"], world);
}

function atPath(path: JsonValue | undefined, world: World): Shape | undefined {
  if (path === null) return EMPTY;
  return typeof path === "string" ? routeShape(routeOf(path), world) : world.data;
}

function resultShape({ raw, type }: StateNode, sight: World, answer: Shape | undefined): Shape | undefined {
  if (type === "Pass") {
    if (raw["Result"] !== undefined) return fromJson(raw["Result"]);
    return raw["Parameters"] === undefined ? sight.data : templateShape(raw["Parameters"], sight);
  }
  if (type === "Wait" || type === "Succeed") return sight.data;
  const selector = raw["ResultSelector"];
  return selector === undefined || answer === undefined ? answer : templateShape(selector, { ...sight, data: answer });
}

/** What goes on behind the state: the result at its place, the variables, what OutputPath leaves. */
function finished(state: StateNode, world: World, result: Shape): World | undefined {
  const { raw, type } = state;
  const vars = assigned(raw["Assign"], { ...world, data: result });
  const hasPlace = type === "Task" || type === "Pass" || type === "Parallel" || type === "Map";
  const data = hasPlace ? atResultPath(raw["ResultPath"], world.data, result) : result;
  if (vars === undefined || data === undefined) return undefined;
  const output = atPath(raw["OutputPath"], { ...world, data });
  return output === undefined ? undefined : { ...world, data: output, vars };
}

function caughtWay(edge: Edge, world: World): readonly (readonly [Edge, World])[] {
  const vars = assigned(edge.entry?.["Assign"], { ...world, data: CAUGHT });
  const data = atResultPath(edge.entry?.["ResultPath"], world.data, CAUGHT);
  return vars === undefined || data === undefined ? [] : [[edge, { ...world, data, vars }]];
}

function atResultPath(path: JsonValue | undefined, input: Shape, result: Shape): Shape | undefined {
  if (path === null) return input;
  const route = typeof path === "string" ? routeOf(path) : undefined;
  return route === undefined ? result : placed(input, route.keys, result);
}

/** The variables behind a state; undefined where one cannot be made. */
function assigned(template: JsonValue | undefined, sight: World): Shape | undefined {
  if (!isObject(template)) return sight.vars;
  const made = templateShape(template, sight);
  return made === undefined ? undefined : withVariables(sight.vars, made);
}

function leaveChoice(state: StateNode, world: World, input: Shape): WaysOut {
  const { raw } = state;
  const rules = listOf(raw["Choices"]);
  const byIndex = new Map(state.edges.map((edge) => [edge.kind === "choice" ? edge.index : edge.kind, edge]));
  const edges: (readonly [Edge, World])[] = [];
  const leave = (edge: Edge | undefined, at: World | undefined, assign: JsonValue | undefined): void => {
    if (edge === undefined || at === undefined) return;
    const vars = assigned(assign, at);
    const data = vars === undefined ? undefined : atPath(raw["OutputPath"], at);
    if (vars !== undefined && data !== undefined) edges.push([edge, { ...world, data, vars }]);
  };
  let before: World | undefined = { ...world, data: input };
  for (const [index, rule] of rules.entries()) {
    if (!isObject(rule) || before === undefined) continue;
    leave(byIndex.get(index), assumeRule(rule, true, before), rule["Assign"]);
    before = assumeRule(rule, false, before);
  }
  leave(byIndex.get("default"), before, raw["Assign"]);
  return { edges, end: undefined };
}

function isEnd({ type, raw }: StateNode): boolean {
  return type === "Succeed" || raw["End"] === true;
}
