import { isObject } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";
import { isPoll } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "ssm-output-in-state",
  severity: "warning",
  preset: "recommended",
  what: "A poll keeps what the command printed in the state: 24,000 characters of stdout and 8,000 of stderr each time.",
  why: "Ten such steps, and a copy for each branch of a Parallel, pass the 256 KB of a payload: States.DataLimitExceeded ended runs that had gone well.",
  mend: "ResultSelector with Status, StatusDetails and ResponseCode; the log belongs in a bucket.",
  known: "2026-06-06, 2026-06-19 and 2026-06-22, one after the other",
  *check({ states }) {
    const isOutputRead = states.some(({ own }) => readsOutput({ ...own, ResultSelector: null }));
    for (const state of states) {
      if (!isPoll(state) || state.isJsonata || state.raw["ResultPath"] === null) continue;
      const selector = state.raw["ResultSelector"];
      const kept = isObject(selector) ? Object.values(selector) : ["$"];
      // What a later state reads has to be kept.
      if (!kept.includes("$") && (!kept.includes("$.StandardOutputContent") || isOutputRead)) continue;
      const message = isObject(selector)
        ? "its ResultSelector keeps what the command printed, and nothing reads it"
        : "it has no ResultSelector, so all that the command printed stays in the state";
      yield { message, state };
    }
  },
};

function readsOutput(value: unknown): boolean {
  return JSON.stringify(value).includes("StandardOutputContent");
}
