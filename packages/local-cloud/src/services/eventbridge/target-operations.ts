import { optionalNumber, optionalString, page, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../wire/service-error.ts";
import { findRule } from "./find-rule.ts";
import type { Rule, Target } from "./rule.ts";

/** Of a rule. [documentation: quotas, 2026-11] */
const MOST_TARGETS = 5;
/** Of a target's input, in characters. [documentation: botocore 1.43 model, TargetInput, 2026-11] */
const LONGEST_INPUT = 8192;
const OTHERS = ["InputPath", "InputTransformer", "DeadLetterConfig", "RetryPolicy"];

/** Targets: state machines that a rule starts. [documentation: botocore 1.43 model, 2026-11] */
export function targetOperations(rules: Map<string, Rule>): JsonService["operations"] {
  return {
    PutTargets: async (input) => {
      const rule = findRule(rules, input, "Rule");
      const targets = new Map(rule.targets.map((target) => [target.id, target]));
      for (const target of records(input, "Targets").map(readTarget)) targets.set(target.id, target);
      if (targets.size > MOST_TARGETS) {
        throw new ServiceError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
      }
      rules.set(rule.name, { ...rule, targets: [...targets.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule: async (input) => list(findRule(rules, input, "Rule"), input),
    RemoveTargets: async (input) => {
      const rule = findRule(rules, input, "Rule");
      const ids = strings(input, "Ids");
      rules.set(rule.name, { ...rule, targets: rule.targets.filter(({ id }) => !ids.includes(id)) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}

function readTarget(entry: Input): Target {
  const id = requiredString(entry, "Id");
  const arn = requiredString(entry, "Arn");
  const roleArn = optionalString(entry, "RoleArn");
  const input = optionalString(entry, "Input");
  const other = OTHERS.find((field) => entry[field] !== undefined);
  if (other !== undefined) {
    throw new NotModelledError("ValidationException", `${other} of a target is not offered by this local cloud.`);
  }
  if (!arn.includes(":states:")) {
    throw new NotModelledError(
      "ValidationException",
      `Only state machines are targets in this local cloud, not ${arn}.`,
    );
  }
  if (roleArn === undefined) {
    throw new ServiceError("ValidationException", `RoleArn is required for target ${arn}.`);
  }
  if (input !== undefined && (input.length > LONGEST_INPUT || !isJson(input))) {
    throw new ServiceError("ValidationException", `Parameter Input for target ${id} is not valid JSON text.`);
  }
  return { id, arn, roleArn, ...(input === undefined ? {} : { input }) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function list({ targets }: Rule, input: Input): object {
  const { items, next } = page(targets, optionalNumber(input, "Limit") ?? 100, optionalString(input, "NextToken"));
  const onWire = ({ id, arn, roleArn, input: text }: Target): object => ({
    Id: id,
    Arn: arn,
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    ...(text === undefined ? {} : { Input: text }),
  });
  return { Targets: items.map(onWire), ...(next === undefined ? {} : { NextToken: next }) };
}
