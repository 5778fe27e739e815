import type { Scope, StateNode } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "fail-inside-map",
  severity: "warning",
  preset: "recommended",
  what: "A Fail state inside a Map whose lanes run side by side and none may fail.",
  why: "The first lane that comes to it aborts all the others in the middle of their work.",
  mend: "End the lane with a Pass that records the failure and let a state behind the Map decide; or set ToleratedFailurePercentage.",
  known: "one bad lane killed all (2026-07-28)",
  *check({ states }) {
    for (const state of states) {
      if (state.type !== "Map" || state.raw["MaxConcurrency"] === 1) continue;
      if (Object.keys(state.raw).some((name) => name.startsWith("ToleratedFailure"))) continue;
      const fails = state.inner.flatMap((scope) => failsOf(scope));
      for (const fail of fails) {
        const from = fail.incoming.map((edge) => edge.from);
        yield {
          message: `ends its lane and aborts every other lane of ${state.name}`,
          state: fail,
          related: [state, ...from],
        };
      }
      if (fails.length > 0)
        yield {
          message: `${fails.map(({ name }) => name).join(", ")} in one lane aborts all the others`,
          state,
          related: fails,
        };
    }
  },
};

function failsOf({ states }: Scope): readonly StateNode[] {
  return [...states.values()].filter(({ type }) => type === "Fail");
}
