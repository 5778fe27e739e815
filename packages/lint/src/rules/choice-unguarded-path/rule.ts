import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "choice-unguarded-path",
  severity: "warning",
  preset: "recommended",
  what: "A Choice compares what is not there on some route to it, or on any.",
  why: "An absent path is not a mismatch that falls to Default: it is States.Runtime, and a Choice has no Catch.",
  mend: "Write the path on each route, or And the comparison with IsPresent on the same path.",
  known:
    "a Choice behind a handler that compared what only the step before the handler writes (2026-07-30); one that compared what an OutputPath had left out",
  *check({ states, presence, graph }) {
    for (const state of states) {
      if (state.type !== "Choice" || !graph.reachable.has(state)) continue;
      for (const { text, pointer, verdict } of presence.comparisons(state)) {
        if (verdict !== "sometimes" && verdict !== "never") continue;
        yield {
          message: `compares ${text}, which is ${verdict === "never" ? "never there" : "not there on every route"}`,
          state,
          pointer,
          severity: verdict === "never" ? "error" : "warning",
        };
      }
    }
  },
};
