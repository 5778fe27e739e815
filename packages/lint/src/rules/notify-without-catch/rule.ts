import { isObject, listOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "notify-without-catch",
  severity: "warning",
  preset: "pipeline",
  what: "A notification without a Catch of everything.",
  why: "An outage of SNS, or a wrong ARN, turns a good run into a failed one, and stops a failed one before its cleanup: the box ran on.",
  mend: "Catch States.ALL and go on to where the notification leads; it is best effort.",
  known: "2026-05-14, 2026-06-12",
  *check({ states, graph }) {
    for (const state of states) {
      if (state.call?.service !== "sns" || state.call.action !== "publish" || !graph.reachable.has(state)) continue;
      const caught = listOf(state.raw["Catch"]).some(
        (catcher) => isObject(catcher) && listOf(catcher["ErrorEquals"]).includes("States.ALL"),
      );
      if (caught) continue;
      const after = state.edges.map(({ to }) => to);
      const what =
        after.length === 0
          ? "fails a run that is done"
          : `keeps the run from ${after.map(({ name }) => name).join(", ")}`;
      yield { message: `a notification that fails ${what}`, state, related: after };
    }
  },
};
