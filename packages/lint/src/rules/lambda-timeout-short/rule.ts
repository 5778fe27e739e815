import { at, functionName } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "lambda-timeout-short",
  severity: "warning",
  preset: "recommended",
  what: "A state gives up well before the function that it invokes has to. Needs `lambdas` in the configuration.",
  why: "The function works on, its result is lost, and a retry pays for it again.",
  mend: "TimeoutSeconds of about the function's own timeout.",
  known: "a chronic fail-soft timeout, 2026-07-03",
  *check({ states, settings }) {
    for (const state of states) {
      const name = state.call?.service === "lambda" ? functionName(state.call) : undefined;
      const own = name === undefined ? undefined : settings.lambdas?.[name]?.timeoutSeconds;
      const given = state.raw["TimeoutSeconds"];
      if (own === undefined || typeof given !== "number" || given >= own * 0.8) continue;
      yield {
        message: `gives up after ${given} s; ${name} may take ${own} s`,
        state,
        pointer: at(state.pointer, "TimeoutSeconds"),
      };
    }
  },
};
