import { type JudgedNeed, pathText, routeOf } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

import type { Found, Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "path-not-on-every-route",
  severity: "error",
  preset: "recommended",
  what: "A state reads a path that not every route into it has written.",
  why: "States.Runtime, which no Catch takes: in a failure handler it buries the real error and the alert with it.",
  mend: "Write the path on each route: a Pass that normalises it before the edge, or a Catch with that ResultPath.",
  known: "a failure handler that formatted $.error, reached from Choice states (2026-04-10, again 2026-07-02)",
  *check({ states, presence, graph }) {
    for (const state of states) {
      if (!graph.reachable.has(state)) continue;
      for (const need of presence.needs(state))
        if (need.verdict === "sometimes" || need.verdict === "never") yield* missing(state, need);
    }
  },
};

function* missing(state: StateNode, { text, pointer, keys, verdict, missingBehind }: JudgedNeed): Iterable<Found> {
  const from = [...new Set(missingBehind.map(({ edge }) => edge.from))];
  const routes = from.length === 0 ? "" : `; not written on the way from ${from.map(({ name }) => name).join(", ")}`;
  const shown = keys === undefined ? text : pathText(keys);
  const isSure = verdict === "never" || missingBehind.some((one) => one.verdict === "never");
  const severity = isSure ? "error" : "warning";
  const when =
    verdict === "never" ? `is never there when ${state.name} begins` : `is not there on every route to ${state.name}`;
  yield { message: `${shown} ${when}${routes}`, state, pointer, related: from, severity };
  for (const { edge, verdict: behind } of missingBehind) {
    const wrong = similar(edge.from, keys ?? []);
    yield {
      message: `leads to ${state.name}, which reads ${shown}, and does not write it${wrong}`,
      state: edge.from,
      pointer: edge.pointer,
      related: [state],
      severity: behind === "never" ? "error" : "warning",
    };
  }
}

function similar({ raw }: StateNode, keys: readonly string[]): string {
  const written = typeof raw["ResultPath"] === "string" ? (routeOf(raw["ResultPath"])?.keys ?? []) : [];
  return written.length === 0 || written[0] === keys[0] ? "" : ` (it writes ${pathText(written)})`;
}
