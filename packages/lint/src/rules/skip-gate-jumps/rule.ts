import { gateOf, jumpedGates } from "@alpha-engine/definition/data-flow";

import type { Rule } from "../../rule/rule.ts";

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
      const jumped = jumpedGates(gate);
      if (gate !== undefined && jumped.length > 0)
        yield {
          message: `${gate.flag} skips to ${gate.skip.name}, past ${jumped.map(({ name }) => name).join(", ")}`,
          state,
          related: jumped,
        };
    }
  },
};
