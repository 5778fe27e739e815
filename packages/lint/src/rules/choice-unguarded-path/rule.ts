import type { JsonObject } from "@alpha-engine/asl";
import { factsOf, pathText, routeOf, startsWith } from "@alpha-engine/definition/data-flow";
import { at, isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "choice-unguarded-path",
  severity: "warning",
  preset: "recommended",
  what: "A Choice compares a path that may not be there, without IsPresent on that very path beside it.",
  why: "An absent path is not a mismatch that falls to Default: it is States.Runtime, and a Choice has no Catch.",
  mend: "And the comparison with IsPresent on the same path, and give the absent case a rule of its own.",
  known:
    "a verdict that a function did not return ended the run after 48 s, no alert, no orders (2026-08-13); a guard on another path (2026-07-30)",
  *check(context) {
    for (const state of context.states) {
      if (state.type !== "Choice" || state.isJsonata || !context.graph.reachable.has(state)) continue;
      const sure: (readonly string[])[] = [];
      const told = new Set<string>();
      for (const [index, entry] of listOf(state.raw["Choices"]).entries()) {
        if (!isObject(entry)) continue;
        for (const keys of unguarded(entry, sure)) {
          const text = pathText(keys);
          const verdict = told.has(text) ? "present" : context.presence.at(state, keys);
          told.add(text);
          if (verdict !== "present")
            yield {
              message: `compares ${text}, ${WHY[verdict]}`,
              state,
              pointer: at(state.pointer, "Choices", index),
              related: writers(state, keys, context),
            };
        }
        for (const fact of factsOf(entry, false)) sure.push(fact.keys);
      }
    }
  },
};

const WHY = {
  answer: "which the answer before it may not hold",
  input: "which the execution's input may not hold",
  absent: "which is not there on every route",
};

/** The paths that a rule compares before anything says that they are there. */
function unguarded(rule: JsonObject, sure: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const every = listOf(rule["And"]).filter(isObject);
  if (every.length > 0) {
    const guarded = [
      ...sure,
      ...every.flatMap((part) => (part["IsPresent"] === undefined ? [] : factsOf(part, true).map(({ keys }) => keys))),
    ];
    return every.flatMap((part) => unguarded(part, guarded));
  }
  const known = [...sure];
  const any = listOf(rule["Or"]).filter(isObject);
  if (any.length > 0) {
    return any.flatMap((part) => {
      const found = unguarded(part, known);
      for (const fact of factsOf(part, false)) known.push(fact.keys);
      return found;
    });
  }
  if (isObject(rule["Not"])) return unguarded(rule["Not"], sure);
  if (rule["IsPresent"] !== undefined || typeof rule["Variable"] !== "string") return [];
  const route = routeOf(rule["Variable"]);
  if (route === undefined || route.root !== "input" || !route.definite) return [];
  return sure.some((keys) => startsWith(keys, route.keys)) ? [] : [route.keys];
}

function writers(state: StateNode, keys: readonly string[], { states }: LintContext): readonly StateNode[] {
  return states.filter((other) => {
    const path = other.raw["ResultPath"];
    const written = typeof path === "string" ? (routeOf(path)?.keys ?? []) : [];
    return (
      other !== state &&
      other.scope === state.scope &&
      written.length > 0 &&
      startsWith(keys, written) &&
      other.type === "Task"
    );
  });
}
