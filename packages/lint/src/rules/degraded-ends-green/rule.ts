import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "degraded-ends-green",
  severity: "warning",
  preset: "pipeline",
  what: "A Choice tells a degraded run from a good one, and both end as succeeded.",
  why: "Whoever watches the status sees green: the distinction reaches nobody.",
  mend: "Let the degraded one end in a Fail with its reason in CausePath, or in a notification of its own.",
  known: "2026-07-29",
  *check({ states }) {
    for (const state of states) {
      if (state.type !== "Choice" || state.scope.parent !== undefined) continue;
      const ends = state.edges.map(({ to }) => to);
      if (ends.length < 2 || new Set(ends).size < 2 || !ends.every(({ type }) => type === "Succeed")) continue;
      yield {
        message: `${ends.map(({ name }) => name).join(" and ")} are the same end: succeeded`,
        state,
        related: ends,
      };
    }
  },
};
