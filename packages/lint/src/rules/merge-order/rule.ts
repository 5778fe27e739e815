import { callOf, callsIn, expressionsIn, routeOfPath } from "@alpha-engine/definition/data-flow";
import { isObject, type StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "merge-order",
  severity: "warning",
  preset: "recommended",
  what: "A merge of literal values under data that already has every one of them.",
  why: "The second argument of States.JsonMerge wins: the values never take effect, and a dry pass does the paid work.",
  mend: "Swap the arguments, so that what must win comes second.",
  known: "a preflight run that did the full workload (2026-05-22)",
  *check(context) {
    for (const state of context.states) {
      if (state.isJsonata) continue;
      for (const { text, pointer } of expressionsIn(state.raw["Parameters"], state.pointer)) {
        const call = text.includes("States.JsonMerge") ? callOf(text) : undefined;
        for (const merge of call === undefined ? [] : callsIn(call)) {
          if (merge.name !== "States.JsonMerge") continue;
          const [values, data] = merge.arguments;
          const literal =
            values?.kind === "call" && values.name === "States.StringToJson" ? values.arguments[0] : undefined;
          if (literal?.kind !== "value" || data?.kind !== "path") continue;
          const keys = keysOf(String(literal.value));
          const { root, keys: prefix } = routeOfPath(data.path);
          const there = keys.filter((key) => context.presence.at(state, [...prefix, key]) === "present");
          if (root !== "input" || keys.length === 0 || there.length < keys.length) continue;
          yield {
            message: `every one of ${keys.join(", ")} is already in ${data.path.text}, which wins: the merge changes nothing`,
            state,
            pointer,
            related: assigners(state, keys, context),
          };
        }
      }
    }
  },
};

function keysOf(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

/** The states before it that put those keys there. */
function assigners(state: StateNode, keys: readonly string[], { states }: LintContext): readonly StateNode[] {
  return states.filter(
    (other) =>
      other !== state &&
      other.scope === state.scope &&
      other.type === "Pass" &&
      keys.every((key) => JSON.stringify(other.own).includes(key)),
  );
}
