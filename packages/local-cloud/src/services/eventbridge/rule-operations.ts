import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { optionalString, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../wire/service-error.ts";
import { checkBus, findRule, paged } from "./find-rule.ts";
import { readTags } from "./rule-tags.ts";
import type { RuleTimers } from "./rule-timers.ts";
import type { Rule } from "./rule.ts";
import { parseScheduleExpression } from "./schedule-expression.ts";

/** Rules by schedule; those by event pattern are refused. [documentation: botocore 1.43 model, 2026-11] */
export function ruleOperations(rules: Map<string, Rule>, timers: RuleTimers, context: Part): JsonService["operations"] {
  const keep = (rule: Rule): void => {
    rules.set(rule.name, rule);
    timers.plan(rule);
  };
  const switchTo = (input: Input, enabled: boolean): object => {
    const rule = findRule(rules, input, "Name");
    if (rule.enabled !== enabled) keep({ ...rule, enabled, since: context.clock.now() });
    return {};
  };
  return {
    PutRule: async (input) => {
      const rule = readRule(rules, context, input);
      keep(rule);
      return { RuleArn: rule.arn };
    },
    DescribeRule: async (input) => onWire(findRule(rules, input, "Name")),
    ListRules: async (input) => list(rules, input),
    EnableRule: async (input) => switchTo(input, true),
    DisableRule: async (input) => switchTo(input, false),
    DeleteRule: async (input) => {
      checkBus(input);
      const rule = rules.get(requiredString(input, "Name"));
      if (rule === undefined) return {};
      if (rule.targets.length > 0) {
        throw new ServiceError("ValidationException", "Rule can't be deleted since it has targets.");
      }
      timers.forget(rule);
      rules.delete(rule.name);
      return {};
    },
  };
}

/** What is not said is gone, but for targets and tags: those only a new rule takes. [documentation: PutRule, 2026-11] */
function readRule(rules: ReadonlyMap<string, Rule>, context: Part, input: Input): Rule {
  checkBus(input);
  const name = requiredString(input, "Name");
  if (optionalString(input, "EventPattern") !== undefined) {
    throw new NotModelledError("ValidationException", "Rules by event pattern are not offered by this local cloud.");
  }
  const expression = optionalString(input, "ScheduleExpression");
  if (expression === undefined) {
    throw new ServiceError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (parseScheduleExpression(expression) === undefined) {
    throw new ServiceError("ValidationException", "Parameter ScheduleExpression is not valid.");
  }
  const state = optionalString(input, "State") ?? "ENABLED";
  const existing = rules.get(name);
  const description = optionalString(input, "Description");
  const roleArn = optionalString(input, "RoleArn");
  return {
    name,
    arn: arnOf(context, "events", `rule/${name}`),
    expression,
    enabled: state !== "DISABLED",
    since: context.clock.now(),
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
    targets: existing?.targets ?? [],
    tags: existing?.tags ?? readTags(input),
  };
}

function list(rules: ReadonlyMap<string, Rule>, input: Input): object {
  checkBus(input);
  const prefix = optionalString(input, "NamePrefix") ?? "";
  const found = [...rules.values()]
    .filter(({ name }) => name.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = paged(input, found);
  return { Rules: items.map(onWire), ...(next === undefined ? {} : { NextToken: next }) };
}

function onWire({ name, arn, expression, enabled, description, roleArn }: Rule): object {
  return {
    Name: name,
    Arn: arn,
    ScheduleExpression: expression,
    State: enabled ? "ENABLED" : "DISABLED",
    ...(description === undefined ? {} : { Description: description }),
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    EventBusName: "default",
  };
}
