import { evaluatePath } from "@alpha-engine/asl";
import { pathText } from "@alpha-engine/definition/data-flow";

import type { Rule } from "../../rule/rule.ts";
import { comparisonsOf } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "input-falls-to-default",
  severity: "warning",
  preset: "recommended",
  what: "A value that a trigger passes is in none of the values that a routing Choice knows. Needs `inputs`.",
  why: "It falls to Default: a role that was not in the list went around the lock.",
  mend: "Put the value into the list, or let Default be the failure.",
  known: "2026-07-31",
  *check({ states, inputs, presence }) {
    if (inputs.length === 0) return;
    for (const state of states) {
      if (state.type !== "Choice" || state.isJsonata) continue;
      const compared = comparisonsOf(state).filter(({ rule }) => typeof rule["StringEquals"] === "string");
      for (const text of new Set(compared.map(({ keys }) => pathText(keys)))) {
        const own = compared.filter(({ keys }) => pathText(keys) === text);
        const [first] = own;
        if (own.length < 2 || first === undefined || presence.giverOf(state, first.keys) !== "input") continue;
        const values = own.map(({ rule }) => rule["StringEquals"]);
        for (const input of inputs) {
          const value = evaluatePath(text, input);
          if (typeof value === "string" && !values.includes(value))
            yield {
              message: `${text} is ${JSON.stringify(value)} in a given input and falls to Default; known are ${values.join(", ")}`,
              state,
            };
        }
      }
    }
  },
};
