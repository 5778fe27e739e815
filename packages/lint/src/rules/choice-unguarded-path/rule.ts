import { droppersOf, inputsIn, replacersOf } from "../../rule/replacers.ts";
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
      for (const { text, pointer, keys, verdict } of presence.comparisons(state)) {
        const isMissing = verdict === "sometimes" || verdict === "never";
        const places = keys === undefined ? (isMissing ? inputsIn(text) : []) : [keys];
        const lost = places
          .filter((place) => place.length > 0 && verdict !== "present")
          .flatMap((place) => (isMissing ? replacersOf : droppersOf)(state, place, presence));
        if (isMissing || lost.length > 0)
          yield {
            message: `compares ${text}, which is ${verdict === "never" ? "never there" : "not there on every route"}`,
            state,
            pointer,
            severity: verdict === "never" ? "error" : "warning",
          };
        for (const { edge, how } of lost)
          yield {
            message: `${how}, and ${state.name} compares ${text}`,
            state: edge.from,
            pointer: edge.kind === "catch" ? edge.pointer : edge.from.pointer,
            related: [state],
            severity: verdict === "never" ? "error" : "warning",
          };
      }
    }
  },
};
