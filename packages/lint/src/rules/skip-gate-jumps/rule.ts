import type { StateNode } from "@alpha-engine/definition/tree";

import { gateOf } from "../../rule/gates.ts";
import type { Rule } from "../../rule/rule.ts";

const FAR = 500;

export const rule: Rule = {
  id: "skip-gate-jumps",
  severity: "warning",
  preset: "pipeline",
  what: "The skip edge of a gate leads past other stages that have gates of their own.",
  why: "Skipping the one silently skips the others: a validation run never ran the judge, and a recovery had to pay for stages again.",
  mend: "Lead the skip edge to the next gate; where a family is meant, add a gate behind it that skips the one stage alone.",
  known: "2026-05-03, and again 2026-07-22",
  *check({ states }) {
    for (const state of states) {
      const gate = gateOf(state);
      // Where a finer gate follows, this one skips the family and the other the stage.
      if (gate === undefined || gateOf(gate.run) !== undefined) continue;
      const { between, found } = statesBetween(gate.run, gate.skip);
      if (!found) continue;
      const jumped = between.filter(
        (other) => other !== state && gateOf(other) !== undefined && gateOf(other)?.flag !== gate.flag,
      );
      if (jumped.length > 0)
        yield {
          message: `${gate.flag} skips to ${gate.skip.name}, past ${jumped.map(({ name }) => name).join(", ")}`,
          state,
          related: jumped,
        };
    }
  },
};

/** What lies on the ways from the stage to where the gate skips to. */
function statesBetween(
  start: StateNode,
  end: StateNode,
): { readonly between: readonly StateNode[]; readonly found: boolean } {
  const seen = new Set([start]);
  const pending = [start];
  let found = false;
  for (let at = pending.pop(); at !== undefined && seen.size < FAR; at = pending.pop()) {
    for (const { to, kind } of at.edges) {
      if (to === end) found = true;
      if (to === end || kind === "catch" || seen.has(to)) continue;
      seen.add(to);
      pending.push(to);
    }
  }
  return { between: [...seen], found };
}
