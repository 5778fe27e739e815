import { parsePath } from "@alpha-engine/asl";

import { optionalString, record, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../wire/service-error.ts";
import { findRule, paged } from "./find-rule.ts";
import type { Rule, Target } from "./rule.ts";

/** Of a rule. [documentation: quotas, 2026-11] */
const MOST_TARGETS = 5;
const OTHERS = ["InputTransformer", "DeadLetterConfig", "RetryPolicy"];

/** Targets: state machines that a rule starts, and queues. [documentation: botocore 1.43 model, 2026-11] */
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
  const inputPath = optionalString(entry, "InputPath");
  const messageGroupId = optionalString(record(entry, "SqsParameters"), "MessageGroupId");
  const other = OTHERS.find((field) => entry[field] !== undefined);
  if (other !== undefined) {
    throw new NotModelledError("ValidationException", `${other} of a target is not offered by this local cloud.`);
  }
  if (!/^arn:[\w-]+:(?:states|sqs):/.test(arn)) {
    const text = `Only state machines and queues are targets in this local cloud, not ${arn}.`;
    throw new NotModelledError("ValidationException", text);
  }
  if (roleArn === undefined && arn.includes(":states:")) {
    throw new ServiceError("ValidationException", `RoleArn is required for target ${arn}.`);
  }
  if (messageGroupId === undefined && arn.includes(":sqs:") && arn.endsWith(".fifo")) {
    const text = `Parameter(s) SqsParameters must be specified for target: ${id}.`;
    throw new ServiceError("ValidationException", text);
  }
  if (input !== undefined && !isJson(input)) {
    throw new ServiceError("ValidationException", `Parameter Input for target ${id} is not valid JSON text.`);
  }
  if (inputPath !== undefined && !isPath(inputPath)) {
    throw new ServiceError("ValidationException", `Invalid InputPath for target ${id}.`);
  }
  if (input !== undefined && inputPath !== undefined) {
    const text = `Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`;
    throw new ServiceError("ValidationException", text);
  }
  return {
    id,
    arn,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(input === undefined ? {} : { input }),
    ...(inputPath === undefined ? {} : { inputPath }),
    ...(messageGroupId === undefined ? {} : { messageGroupId }),
  };
}

function isPath(text: string): boolean {
  try {
    return parsePath(text).definite;
  } catch {
    return false;
  }
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
  const { items, next } = paged(input, targets);
  const onWire = ({ id, arn, roleArn, input: text, inputPath, messageGroupId }: Target): object => ({
    Id: id,
    Arn: arn,
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    ...(text === undefined ? {} : { Input: text }),
    ...(inputPath === undefined ? {} : { InputPath: inputPath }),
    ...(messageGroupId === undefined ? {} : { SqsParameters: { MessageGroupId: messageGroupId } }),
  });
  return { Targets: items.map(onWire), ...(next === undefined ? {} : { NextToken: next }) };
}
