import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { assumeAbsent, assumePresent, lookup, reshaped } from "../shapes/places.ts";
import { fromJson, joined, SCALAR, type Shape } from "../shapes/shape.ts";
import { isObject, listOf } from "../tree/tree.ts";
import { routeOf, type Route } from "./route.ts";
import type { World } from "./world.ts";

/** What is known where a rule of a JSONPath Choice holds, or does not; undefined where that cannot be. */
export function assumeRule(rule: JsonObject, holds: boolean, world: World): World | undefined {
  const parts = rule["And"] ?? rule["Or"];
  if (Array.isArray(parts)) {
    const rules = listOf(parts as JsonValue).filter(isObject);
    return (rule["And"] !== undefined) === holds ? assumeAll(rules, holds, world) : assumeOne(rules, holds, world);
  }
  if (isObject(rule["Not"])) return assumeRule(rule["Not"], !holds, world);
  return assumeComparison(rule, holds, world);
}

/** Every one of them holds, or none does. */
function assumeAll(rules: readonly JsonObject[], holds: boolean, world: World): World | undefined {
  let known: World | undefined = world;
  for (const rule of rules) known = known === undefined ? undefined : assumeRule(rule, holds, known);
  return known;
}

/** The first ones say the contrary, and then one says it: nobody looks at those behind it. */
function assumeOne(rules: readonly JsonObject[], holds: boolean, world: World): World | undefined {
  let before: World | undefined = world;
  let any: World | undefined;
  for (const rule of rules) {
    if (before === undefined) break;
    any = joinedWorlds(any, assumeRule(rule, holds, before));
    before = assumeRule(rule, !holds, before);
  }
  return any;
}

export function joinedWorlds(first: World | undefined, second: World | undefined): World | undefined {
  if (first === undefined || second === undefined || first === second) return first ?? second;
  const data = joined(first.data, second.data);
  const vars = joined(first.vars, second.vars);
  return data === first.data && vars === first.vars ? first : { ...first, data, vars };
}

function assumeComparison(rule: JsonObject, holds: boolean, world: World): World | undefined {
  const variable = rule["Variable"];
  const route = typeof variable === "string" ? routeOf(variable) : undefined;
  if (route === undefined || !route.definite || route.root === "context") return world;
  if (typeof rule["IsPresent"] === "boolean") return assumeThere(route, rule["IsPresent"] === holds, world);
  // A comparison with a value that is not there ends the execution: after it the value was there.
  const there = assumeThere(route, true, world);
  return there === undefined ? undefined : assumeValue(rule, holds, route, there);
}

export function assumeThere(route: Route, isThere: boolean, world: World): World | undefined {
  return changed(route, world, isThere ? assumePresent : assumeAbsent);
}

function changed(
  route: Route,
  world: World,
  change: (shape: Shape, keys: readonly string[]) => Shape | undefined,
): World | undefined {
  if (route.root === "input") {
    const data = change(world.data, route.keys);
    return data === undefined ? undefined : data === world.data ? world : { ...world, data };
  }
  const vars = change(world.vars, [route.variable ?? "", ...route.keys]);
  return vars === undefined ? undefined : vars === world.vars ? world : { ...world, vars };
}

const EQUALS = ["StringEquals", "NumericEquals", "BooleanEquals"];

function assumeValue(rule: JsonObject, holds: boolean, route: Route, world: World): World | undefined {
  const operator = EQUALS.find((name) => rule[name] !== undefined);
  if (operator !== undefined) return assumeEqual(rule[operator] ?? null, holds, route, world);
  // Of these kinds a value has nothing inside, and is not whatever a caller likes.
  const isPlain =
    rule["IsBoolean"] === holds ||
    rule["IsNumeric"] === holds ||
    rule["IsNull"] === holds ||
    rule["IsString"] === holds;
  const isText = rule["IsString"] === holds;
  return isPlain && !isText ? changed(route, world, (shape, keys) => narrowed(shape, keys, SCALAR)) : world;
}

function assumeEqual(value: JsonValue, holds: boolean, route: Route, world: World): World | undefined {
  if (typeof value === "object") return world;
  const start = route.root === "input" ? world.data : world.vars;
  const found = lookup(start, route.root === "input" ? route.keys : [route.variable ?? "", ...route.keys]).shape;
  if (found.kind === "literal" && (found.value === value) !== holds) return undefined;
  if (!holds) return world;
  if (found.kind === "list") return undefined;
  return assumeIs(value, route, world);
}

/** With this very value at the place. */
export function assumeIs(value: JsonValue, route: Route, world: World): World | undefined {
  return changed(route, world, (shape, keys) => narrowed(shape, keys, fromJson(value)));
}

function narrowed(shape: Shape, keys: readonly string[], to: Shape): Shape {
  const { kind } = lookup(shape, keys).shape;
  return kind === "literal" ? shape : reshaped(shape, keys, to);
}
