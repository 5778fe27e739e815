import { keptMap } from "../../cloud/kept/kept-map.ts";
import type { Part, PartContext } from "../../cloud/part.ts";
import { ruleOperations } from "./rule-operations.ts";
import { ruleTagOperations } from "./rule-tags.ts";
import { createRuleTimers, type StartExecution } from "./rule-timers.ts";
import type { Rule } from "./rule.ts";
import { targetOperations } from "./target-operations.ts";

/** EventBridge, as far as schedules need it: rules of the default bus that start executions by the cloud's clock. */
export function createEventBridge(context: PartContext, startExecution: StartExecution): Part {
  const rules: Map<string, Rule> = keptMap(
    context.journal,
    "rule",
    (rule: Rule) => rule,
    (kept) => kept,
  );
  const timers = createRuleTimers(context, (name) => rules.get(name), startExecution);
  for (const rule of rules.values()) timers.plan(rule);
  return {
    service: {
      targetPrefix: "AWSEvents",
      operations: {
        ...ruleOperations(rules, timers, context),
        ...targetOperations(rules),
        ...ruleTagOperations(rules),
      },
    },
    stop: async () => timers.stop(),
  };
}
