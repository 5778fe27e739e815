import type { StateNode } from "@alpha-engine/definition/tree";

import { tells, wordsOf } from "../../rule/outcome.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "success-told-on-failure",
  severity: "warning",
  preset: "recommended",
  what: "A notification that speaks of success alone, and every way on from it ends in a Fail.",
  why: "People read that all went well, and the execution failed: whoever goes by the mail does nothing.",
  mend: "Lead the failure past it to a notification of its own, or let the message say what failed.",
  known: "contradicting mails, 2026-08-09",
  *check({ states, graph }) {
    for (const state of states) {
      if (!tells(state) || !graph.reachable.has(state) || !saysWell(wordsOf(state))) continue;
      const ends = [...graph.from(state, ({ kind }) => kind !== "catch")].filter(isEnd);
      if (ends.length === 0 || ends.some(({ type }) => type !== "Fail")) continue;
      yield {
        message: `says that it went well, on the way to ${ends.map(({ name }) => name).join(", ")}`,
        state,
        related: ends,
      };
    }
  },
};

function isEnd({ edges }: StateNode): boolean {
  return edges.every(({ kind }) => kind === "catch");
}

function saysWell(words: string): boolean {
  return (
    /\b(?:success\w*|succeeded|completed?|finished|all (?:good|done|well|steps))\b/i.test(words) &&
    !/fail|error|\bnot\b|unsuccess|degraded|abort|incomplete|partial|warn/i.test(words)
  );
}
