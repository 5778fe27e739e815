import type { JsonPrimitive } from "@alpha-engine/asl";

import { lookupThroughLists } from "../shapes/places.ts";
import type { Shape } from "../shapes/shape.ts";
import { assumeIs, assumeThere, joinedWorlds } from "./assume.ts";
import { astOf, type Node, type Place, placeOf } from "./jsonata-ast.ts";
import { expressionField } from "./jsonata-shape.ts";
import type { Route } from "./route.ts";
import type { World } from "./world.ts";

/** What is known where a condition is true, or false; undefined where that cannot be. */
export function assumeCondition(expression: string, holds: boolean, world: World): World | undefined {
  const ast = astOf(expression);
  if (ast === undefined) return world;
  // What gives nothing is no condition: the execution ends.
  return expressionField(expression, world).is === "never" ? undefined : assume(ast, holds, world, 0);
}

/** With what an expression names surely there: without it nothing would have come of it. */
export function assumeGiven(expression: string, world: World): World | undefined {
  const ast = astOf(expression);
  const place = ast === undefined ? undefined : placeOf(ast);
  return place === undefined ? world : assumePlace(place, true, world);
}

const MOST_NESTED = 60;

function assume(node: Node, holds: boolean, world: World, depth: number): World | undefined {
  if (depth > MOST_NESTED) return world;
  const further = (inner: Node | undefined, is: boolean, from: World | undefined): World | undefined =>
    inner === undefined || from === undefined ? from : assume(inner, is, from, depth + 1);
  const lhs = node.lhs as Node | undefined;
  if (node.type === "block" && node.expressions?.length === 1) return further(node.expressions[0], holds, world);
  if (node.type === "binary" && (node.value === "and" || node.value === "or")) {
    if ((node.value === "and") === holds) return further(node.rhs, holds, further(lhs, holds, world));
    return joinedWorlds(further(lhs, holds, world), further(node.rhs, holds, further(lhs, !holds, world)));
  }
  if (node.type === "binary" && node.value === "=") return assumeEqual(lhs, node.rhs, holds, world);
  if (node.type !== "function" || node.procedure?.type !== "variable") return world;
  const [argument] = node.arguments ?? [];
  if (node.procedure.value === "not") return further(argument, !holds, world);
  const place = node.procedure.value === "exists" && argument !== undefined ? placeOf(argument) : undefined;
  return place === undefined ? world : assumePlace(place, holds, world);
}

function assumeEqual(left: Node | undefined, right: Node | undefined, holds: boolean, world: World): World | undefined {
  if (left === undefined || right === undefined) return world;
  const [at, value] = placeOf(left) === undefined ? [right, left] : [left, right];
  const place = placeOf(at);
  if (place === undefined || !["string", "number", "value"].includes(value.type)) return world;
  const { shape, is } = fieldOf(place, world);
  if (is === "present" && shape.kind === "literal" && (shape.value === value.value) !== holds) return undefined;
  if (!holds) return world;
  // Nothing is equal to no literal.
  const there = assumePlace(place, true, world);
  const route = routeTo(place, world);
  return there === undefined || route === undefined
    ? there
    : (assumeIs(value.value as JsonPrimitive, route, there) ?? there);
}

function assumePlace(place: Place, isThere: boolean, world: World): World | undefined {
  if (place.root !== "input" && place.root !== "variable") return world;
  const { shape, is } = fieldOf(place, world);
  if (isThere ? is === "never" : is === "present") {
    // A list that is empty, or an item of one, does not exist to an expression.
    return isThere || shape.kind === "literal" || shape.kind === "scalar" ? undefined : world;
  }
  const route = routeTo(place, world);
  return route === undefined ? world : (assumeThere(route, isThere, world) ?? world);
}

/** The one place of the data that it is; undefined where it looks into every item of a list. */
function routeTo(place: Place, world: World): Route | undefined {
  const { root, variable, keys } = place;
  if ((root !== "input" && root !== "variable") || leadsThroughLists(place, world)) return undefined;
  return { root, keys, definite: true, ...(variable === undefined ? {} : { variable }) };
}

function fieldOf({ root, variable = "", keys }: Place, { data, vars }: World): ReturnType<typeof lookupThroughLists> {
  return root === "variable" ? lookupThroughLists(vars, [variable, ...keys]) : lookupThroughLists(data, keys);
}

function leadsThroughLists({ root, variable = "", keys }: Place, { data, vars }: World): boolean {
  const all = root === "variable" ? [variable, ...keys] : keys;
  const start: Shape = root === "variable" ? vars : data;
  return all.some((_, index) => lookupThroughLists(start, all.slice(0, index)).shape.kind === "list");
}
