import { isObject, type StateNode } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "degraded-without-notice",
  severity: "warning",
  preset: "pipeline",
  what: "A failure sets a flag and the run goes on, without telling anybody at once.",
  why: "It is noticed when the last mail comes, an hour later; by then the market was open without a daemon.",
  mend: "Publish right behind the flag, with a Catch that goes on.",
  known: "two fail-open routes, 2026-08-13",
  *check({ states, graph }) {
    for (const state of states) {
      if (state.type !== "Pass" || !setsFlag(state) || !graph.reachable.has(state)) continue;
      const fromFailure =
        state.incoming.length > 0 && state.incoming.every((edge) => edge.kind === "catch" || edge.kind === "default");
      const good = graph.canSucceed(state.scope);
      const next = state.edges[0]?.to;
      if (
        !fromFailure ||
        next === undefined ||
        !good.has(next) ||
        tells(next) ||
        state.incoming.some(({ from }) => tells(from))
      )
        continue;
      yield {
        message: `sets its flag and goes on to ${next.name} without a notification`,
        state,
        related: state.incoming.map(({ from }) => from),
      };
    }
  },
};

function setsFlag({ raw }: StateNode): boolean {
  if (typeof raw["ResultPath"] !== "string" || raw["ResultPath"] === "$") return false;
  return (
    raw["Result"] === true ||
    (isObject(raw["Parameters"]) && Object.values(raw["Parameters"]).includes(true)) ||
    (isObject(raw["Result"]) && Object.values(raw["Result"]).includes(true))
  );
}

/** A notification, or the states that make one ready. */
function tells(state: StateNode): boolean {
  const seen = new Set<StateNode>();
  for (
    let at: StateNode | undefined = state;
    at !== undefined && !seen.has(at);
    at = at.edges.find(({ kind }) => kind === "next")?.to
  ) {
    seen.add(at);
    if (at.call?.service === "sns") return true;
    if (at.type !== "Pass") return false;
  }
  return false;
}
