import { isObject, listOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "fan-out-without-catch",
  severity: "warning",
  preset: "pipeline",
  what: "A Map or a Parallel without a Catch of everything, with states behind it.",
  why: "One lane that fails aborts the others and the run: what must run behind it, a sweep or a stop, never does.",
  mend: "Catch States.ALL with a ResultPath, go on to what must run, and fail behind it.",
  known: "one transient error killed a lane, the Map and the unconditional sweep behind it (2026-07-11)",
  *check({ states, graph }) {
    for (const state of states) {
      if ((state.type !== "Map" && state.type !== "Parallel") || !graph.reachable.has(state)) continue;
      const caught = listOf(state.raw["Catch"]).some(
        (catcher) =>
          isObject(catcher) &&
          listOf(catcher["ErrorEquals"]).some((name) => name === "States.ALL" || name === "States.TaskFailed"),
      );
      const after = state.edges.filter(({ kind }) => kind === "next").map(({ to }) => to);
      if (caught || after.every(({ type }) => type === "Succeed")) continue;
      yield {
        message: `one that fails keeps the run from ${after.map(({ name }) => name).join(", ")}`,
        state,
        related: after,
      };
    }
  },
};
