import { at } from "@alpha-engine/definition/tree";

import { deliveryTimeout, executionTimeout } from "../../rule/budgets.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "ssm-delivery-timeout",
  severity: "warning",
  preset: "recommended",
  what: "SSM may take as long to deliver the command as the work may take.",
  why: "TimeoutSeconds of the request is for delivery: with an agent that is away the step waits an hour or two before it fails.",
  mend: "TimeoutSeconds 60 to 600 in the request; executionTimeout for the work.",
  known: "every step of three pipelines",
  *check({ scripts }) {
    for (const { state } of scripts) {
      const delivery = deliveryTimeout(state);
      const budget = executionTimeout(state);
      if (delivery === undefined || budget === undefined || delivery <= 900 || delivery < budget) continue;
      const pointer = at(state.call?.parametersPointer ?? state.pointer, "TimeoutSeconds");
      yield { message: `delivery may take ${delivery} s, as long as the work itself (${budget} s)`, state, pointer };
    }
  },
};
