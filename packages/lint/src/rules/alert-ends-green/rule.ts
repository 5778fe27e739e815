import { endsWell } from "@alpha-engine/definition/graph";
import type { Edge, StateNode } from "@alpha-engine/definition/tree";

import { asksForFailure, takesAll, tells, uncaughtStates } from "../../rule/outcome.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "alert-ends-green",
  severity: "warning",
  preset: "recommended",
  what: "A failure is told to somebody, and the execution ends as succeeded.",
  why: "Alarms on failed executions, parents that wait for this one and a redrive see a success: the mail is the only trace, and whoever missed it knows nothing.",
  mend: "Lead the alert to a Fail with the error in ErrorPath and CausePath.",
  known: "awslabs/security-hub-compliance-analyzer#17; reconcile failures behind green runs (2026-05-06)",
  *check(context) {
    const normal = uncaughtStates(context);
    const ends = new Map<StateNode, StateNode[]>();
    for (const state of context.states) {
      if (state.scope.parent !== undefined || !context.graph.reachable.has(state)) continue;
      for (const edge of state.edges) {
        if (!isFailure(edge) || !(edge.kind !== "catch" || normal.has(state))) continue;
        for (const end of greenEnds(edge, normal)) ends.set(end, [...(ends.get(end) ?? []), state]);
      }
    }
    for (const [end, failing] of ends)
      yield {
        message: `ends as succeeded what ${[...new Set(failing.map(({ name }) => name))].slice(0, 4).join(", ")} failed at`,
        state: end,
        related: [...new Set(failing)],
      };
  },
};

/** Any error caught, or a status that says that the work failed. */
function isFailure(edge: Edge): boolean {
  const { kind, entry } = edge;
  if (kind === "catch") return takesAll(edge);
  return kind === "choice" && entry !== undefined && asksForFailure(entry);
}

/** Where what follows a failure ends well, with an alert or a handler on the way; none where it may fail or goes on with the run. */
function greenEnds(edge: Edge, normal: ReadonlySet<StateNode>): readonly StateNode[] {
  const seen = new Set<StateNode>([edge.to]);
  const pending = [edge.to];
  const own = new Set<StateNode>();
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    own.add(state);
    if (state.type === "Fail") return [];
    for (const { kind, to } of state.edges) {
      if (kind === "catch" || seen.has(to)) continue;
      seen.add(to);
      pending.push(to);
    }
  }
  const handled = [...own].filter((state) => edge.kind !== "catch" || !normal.has(state));
  if (edge.kind === "catch" && handled.length < own.size) return [];
  // Whoever waits with a token is told of the failure.
  if (handled.some(({ call }) => call?.action === "sendTaskFailure")) return [];
  const isHandled = handled.some((state) => tells(state) || (edge.kind === "catch" && state.type === "Task"));
  return isHandled ? handled.filter(endsWell) : [];
}
