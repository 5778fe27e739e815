import { keptMap } from "../../cloud/kept/kept-map.ts";
import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { checked } from "../../wire/check-shape.ts";
import { EVENTS_INPUTS } from "./inputs.ts";
import { ruleOperations } from "./rule-operations.ts";
import { ruleTagOperations } from "./rule-tags.ts";
import { createRuleTimers } from "./rule-timers.ts";
import type { Rule } from "./rule.ts";
import { targetOperations } from "./target-operations.ts";

/** EventBridge, as far as schedules need it: rules of the default bus that start executions by the cloud's clock. */
export function createEventBridge(part: Part): Service {
  const rules: Map<string, Rule> = keptMap(
    part.journal,
    "rule",
    (rule: Rule) => rule,
    (kept) => kept,
  );
  const timers = createRuleTimers(part, (name) => rules.get(name));
  for (const rule of rules.values()) timers.plan(rule);
  return {
    json: {
      targetPrefix: "AWSEvents",
      operations: checked(
        { ...ruleOperations(rules, timers, part), ...targetOperations(rules), ...ruleTagOperations(rules) },
        EVENTS_INPUTS,
      ),
    },
    endWork: async () => timers.stop(),
  };
}
