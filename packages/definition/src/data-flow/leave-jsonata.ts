import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import type { Shape } from "../shapes/shape.ts";
import { type Edge, isObject, listOf, type StateNode } from "../tree/tree.ts";
import { CAUGHT } from "./caught.ts";
import { assumeCondition, assumeGiven } from "./jsonata-assume.ts";
import { expressionOf } from "./jsonata-ast.ts";
import { jsonataExpressionsIn } from "./jsonata-reads.ts";
import { jsonataTemplateShape } from "./jsonata-shape.ts";
import { withVariables } from "./variables.ts";
import type { WaysOut } from "./ways-out.ts";
import type { Sight, World } from "./world.ts";

/** How a JSONata state is left; `answer` is what its service or its branches give, if they do. */
export function leaveJsonata(state: StateNode, entered: World, answer: Shape | undefined): WaysOut {
  if (state.type === "Choice") return leaveChoice(state, entered);
  const { raw } = state;
  // An expression that gives nothing can be caught.
  const caught = state.edges
    .filter(({ kind }) => kind === "catch")
    .flatMap((edge) => way(edge, edge.entry, { ...entered, errorOutput: CAUGHT }, CAUGHT));
  const world = worldRead(state, entered);
  const hasResult = state.type === "Task" || state.type === "Parallel" || state.type === "Map";
  const result = hasResult ? answer : world?.data;
  if (world === undefined || result === undefined || state.type === "Fail") return { edges: caught, end: undefined };
  const left = shaped(raw, hasResult ? { ...world, result } : world, result);
  if (left === undefined) return { edges: caught, end: undefined };
  const next = state.edges.filter(({ kind }) => kind === "next").map((edge) => [edge, left] as const);
  const isEnd = state.type === "Succeed" || raw["End"] === true;
  return { edges: [...next, ...caught], end: isEnd ? left.data : undefined };
}

/** With what the state's arguments name. */
function worldRead({ raw }: StateNode, entered: World): World | undefined {
  let world: World | undefined = entered;
  for (const field of ["Arguments", "Items", "Seconds", "Timestamp"]) {
    for (const { expression } of jsonataExpressionsIn(raw[field], ""))
      world = world === undefined ? undefined : assumeGiven(expression, world);
  }
  return world;
}

/** Output and variables; the fallback where there is no Output. */
function shaped(parts: JsonObject | undefined, sight: Sight, fallback: Shape): World | undefined {
  const output = parts?.["Output"];
  const data = output === undefined ? fallback : jsonataTemplateShape(output, sight);
  const assign = parts?.["Assign"];
  const made = isObject(assign) ? jsonataTemplateShape(assign, sight) : undefined;
  if (data === undefined || (isObject(assign) && made === undefined)) return undefined;
  return { data, vars: made === undefined ? sight.vars : withVariables(sight.vars, made), given: sight.given };
}

function way(
  edge: Edge | undefined,
  parts: JsonObject | undefined,
  sight: Sight,
  fallback: Shape,
): readonly (readonly [Edge, World])[] {
  const left = edge === undefined ? undefined : shaped(parts, sight, fallback);
  return edge === undefined || left === undefined ? [] : [[edge, left]];
}

function leaveChoice(state: StateNode, world: World): WaysOut {
  const edges: (readonly [Edge, World])[] = [];
  let before: World | undefined = world;
  const byIndex = new Map(state.edges.map((edge) => [edge.kind === "choice" ? edge.index : edge.kind, edge]));
  for (const [index, rule] of listOf(state.raw["Choices"]).entries()) {
    if (!isObject(rule) || before === undefined) continue;
    const holding = assumed(rule["Condition"], true, before);
    if (holding !== undefined) edges.push(...way(byIndex.get(index), rule, holding, holding.data));
    before = assumed(rule["Condition"], false, before);
  }
  if (before !== undefined) edges.push(...way(byIndex.get("default"), state.raw, before, before.data));
  return { edges, end: undefined };
}

function assumed(condition: JsonValue | undefined, holds: boolean, world: World): World | undefined {
  if (typeof condition === "boolean") return condition === holds ? world : undefined;
  const expression = expressionOf(condition);
  return expression === undefined ? world : assumeCondition(expression, holds, world);
}
