import type { StateNode } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";
import { comparisonsOf, pollLoop } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "ssm-poll-unbounded",
  severity: "warning",
  preset: "recommended",
  what: "A loop that polls a command has no counter and no deadline.",
  why: "It ends only when SSM says so; one that is stuck runs on to the history's 25,000 events, where nothing can be caught.",
  mend: "Count the polls in a Pass (States.MathAdd) and compare the count in the Choice, with room for executionTimeout and delivery.",
  known: "fifteen loops, 2026-08-09",
  *check({ steps, graph }) {
    for (const { send, polls } of steps) {
      for (const { state, choices } of polls) {
        const loop = graph.loopOf(state) === undefined ? [] : pollLoop(state);
        if (loop.length < 2 || loop.some(isBound)) continue;
        const inLoop = choices.filter((choice) => loop.includes(choice));
        for (const at of inLoop.length === 0 ? [state] : inLoop)
          yield {
            message: `polls ${send.name} for as long as it takes: the loop has no counter and no deadline`,
            state: at,
            related: [state, send],
          };
      }
    }
  },
};

/** A Choice that compares a number or a time: a count that has run out, a deadline that has passed. */
function isBound(state: StateNode): boolean {
  if (state.type !== "Choice") return false;
  if (state.isJsonata) return /[<>]/.test(JSON.stringify(state.raw["Choices"]));
  return comparisonsOf(state).some(({ rule }) => Object.keys(rule).some((key) => /^(?:Numeric|Timestamp)/.test(key)));
}
