import { at, functionName } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "lambda-timeout-idle",
  severity: "warning",
  preset: "recommended",
  what: "A state waits just as long as the function may run, or much longer. Needs `lambdas` in the configuration.",
  why: "The timeout can never fire, or a race decides whether States.Timeout or the function's own error comes; no Retry covers both.",
  mend: "TimeoutSeconds a little below the function's own timeout; a little above it where the function has all that Lambda gives.",
  known: "preventive, 2026-08-13",
  *check({ states, settings }) {
    for (const state of states) {
      const name = state.call?.service === "lambda" ? functionName(state.call) : undefined;
      const own = name === undefined ? undefined : settings.lambdas?.[name]?.timeoutSeconds;
      const given = state.raw["TimeoutSeconds"];
      if (own === undefined || typeof given !== "number" || (given !== own && given <= own * 1.1)) continue;
      const what = given === own ? "races with" : "cannot fire before";
      yield {
        message: `TimeoutSeconds ${given} ${what} the end of ${name} after ${own} s`,
        state,
        pointer: at(state.pointer, "TimeoutSeconds"),
      };
    }
  },
};
