import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { isObject, listOf } from "../tree/tree.ts";
import { routeOf } from "./route.ts";

/** What is sure about one place of the data. */
export interface Fact {
  readonly keys: readonly string[];
  readonly is: "present" | "one of a closed list";
}

/**
 * What must hold for a choice rule to be true, or to be false.
 *
 * @example
 * ```ts example
 * import { factsOf } from "@alpha-engine/definition/data-flow";
 *
 * console.log(factsOf({ Variable: "$.mode", StringEquals: "full" }, true).map(({ keys, is }) => `${keys.join(".")} is ${is}`));
 * ```
 * ```text output
 * [ 'mode is present', 'mode is one of a closed list' ]
 * ```
 */
export function factsOf(rule: JsonObject, holds: boolean): readonly Fact[] {
  const parts = rule["And"] ?? rule["Or"];
  if (Array.isArray(parts)) {
    const each = listOf(parts as JsonValue).map((part) => (isObject(part) ? factsOf(part, holds) : []));
    const all = (rule["And"] !== undefined) === holds;
    return all ? each.flat() : each.reduce((left, right) => shared(left, right), each[0] ?? []);
  }
  if (isObject(rule["Not"])) return factsOf(rule["Not"], !holds);
  const variable = rule["Variable"];
  const route = typeof variable === "string" ? routeOf(variable) : undefined;
  if (route === undefined || route.root !== "input" || !route.definite) return [];
  const present: Fact = { keys: route.keys, is: "present" };
  if (rule["IsPresent"] !== undefined) return rule["IsPresent"] === holds ? [present] : [];
  const closed =
    holds &&
    (rule["StringEquals"] !== undefined || rule["NumericEquals"] !== undefined || rule["BooleanEquals"] !== undefined);
  const isBoolean = rule["IsBoolean"] === holds || rule["IsNumeric"] === holds;
  // A comparison with a value that is not there ends the execution: after it the value was there.
  return closed || isBoolean ? [present, { keys: route.keys, is: "one of a closed list" }] : [present];
}

/** What both lists say. */
function shared(left: readonly Fact[], right: readonly Fact[]): readonly Fact[] {
  return left.filter((fact) =>
    right.some((other) => other.is === fact.is && other.keys.join("\0") === fact.keys.join("\0")),
  );
}
