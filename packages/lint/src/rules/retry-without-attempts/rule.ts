import { at, isObject, listOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "retry-without-attempts",
  severity: "info",
  preset: "recommended",
  what: "A Retry of no attempts in front of nothing.",
  why: "It does nothing; it reads as if there were a retry.",
  mend: "Take it out, or give it attempts. It has a use only before a wider entry that it shields.",
  known: "a Parallel with States.ALL and MaxAttempts 0",
  *check({ states }) {
    for (const state of states) {
      const entries = listOf(state.raw["Retry"]);
      const last = entries.at(-1);
      if (isObject(last) && last["MaxAttempts"] === 0)
        yield {
          message: "the last Retry has no attempts",
          state,
          pointer: at(state.pointer, "Retry", entries.length - 1),
        };
    }
  },
};
