import { executionTimeout } from "../../rule/budgets.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "ssm-send-timeout",
  severity: "warning",
  preset: "recommended",
  what: "The TimeoutSeconds of a send is as long as the work: as if it bounded the work.",
  why: "The state only hands the command over, in under a second. It can never end the work, and a call that hangs holds the run up for hours.",
  mend: "About 60 s on the send; the work is bounded by executionTimeout and by the poll's counter.",
  known: "comments and timeouts in three pipelines took it for the work's bound",
  *check({ scripts }) {
    for (const { state } of scripts) {
      const seconds = state.raw["TimeoutSeconds"];
      const budget = executionTimeout(state);
      if (state.call?.pattern === "callback" || typeof seconds !== "number" || budget === undefined) continue;
      if (seconds > 300 && seconds >= budget)
        yield { message: `TimeoutSeconds ${seconds} bounds only the API call, not the ${budget} s of work`, state };
    }
  },
};
