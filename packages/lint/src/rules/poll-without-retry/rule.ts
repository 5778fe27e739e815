import { isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "poll-without-retry",
  severity: "warning",
  preset: "recommended",
  what: "A loop that waits and asks again has a question without a Retry.",
  why: "It is asked hundreds of times while the work goes on; one that is throttled ends the run although the work is well.",
  mend: "Retry it, best on States.ALL: asking changes nothing.",
  known:
    "public definitions: polls that were given a Retry after a throttled question had failed the run (2021 to 2025)",
  *check({ graph }) {
    for (const loop of graph.loops) {
      const wait = loop.find(({ type }) => type === "Wait");
      if (wait === undefined) continue;
      for (const state of loop)
        if (asks(state) && !listOf(state.raw["Retry"]).some(isObject) && !staysInLoop(state, loop))
          yield {
            message: "is asked again and again, and not retried when the question fails",
            state,
            related: [wait],
          };
    }
  },
};

function asks({ call }: StateNode): boolean {
  return (
    call !== undefined &&
    call.pattern === "request-response" &&
    /^(?:batchGet|check|describe|get|head|list|query|scan)/.test(call.action)
  );
}

/** A Catch that leads back into the loop asks again, too. */
function staysInLoop({ edges }: StateNode, loop: readonly StateNode[]): boolean {
  return edges.some(({ kind, to }) => kind === "catch" && loop.includes(to));
}
