import { type Change, jsonDiff } from "@alpha-engine/definition";
import type { DescribeRuleResponse, Target } from "@aws-sdk/client-eventbridge";

import { type Account, unlessAbsent } from "../account/account.ts";
import { DeployError } from "../errors.ts";
import type { ScheduleTarget } from "./target.ts";

/** What a deployment would do to a schedule, and what it would then be. */
export interface SchedulePlan {
  readonly kind: "schedule";
  readonly name: string;
  readonly action: "create" | "update" | "unchanged";
  readonly changes: readonly Change[];
  readonly expression: string;
  readonly enabled: boolean;
  readonly stateMachine: string;
}

/** What is there of a rule. */
export interface FoundRule {
  readonly rule: DescribeRuleResponse;
  readonly targets: readonly Target[];
}

/** The id of the one target, where the rule has none to keep. */
const TARGET_ID = "state-machine";

export async function planSchedule(
  account: Account,
  target: ScheduleTarget,
  stateMachineArn: string,
): Promise<SchedulePlan> {
  const { name, expression, enabled, stateMachine } = target;
  const common = { kind: "schedule", name, expression, enabled, stateMachine } as const;
  const found = await findRule(account, name);
  if (found === undefined) return { ...common, action: "create", changes: [] };
  const changes = [...ruleChanges(found, target), ...targetChanges(found, target, stateMachineArn)];
  return { ...common, action: changes.length === 0 ? "unchanged" : "update", changes };
}

export async function findRule(account: Account, name: string): Promise<FoundRule | undefined> {
  const rule = await unlessAbsent(
    "ResourceNotFoundException",
    account.events(`DescribeRule of ${name}`, (eventBridge, bounds) =>
      eventBridge.describeRule({ Name: name }, bounds),
    ),
  );
  if (rule === undefined) return undefined;
  if (rule.ManagedBy !== undefined) {
    throw new DeployError("NOT_OURS", `the rule ${name} is managed by ${rule.ManagedBy}`, {
      hint: "give the schedule another name",
    });
  }
  const { Targets = [] } = await account.events(`ListTargetsByRule of ${name}`, (eventBridge, bounds) =>
    eventBridge.listTargetsByRule({ Rule: name }, bounds),
  );
  return { rule, targets: Targets };
}

export function ruleChanges({ rule }: FoundRule, target: ScheduleTarget): readonly Change[] {
  const now = stateOf(rule);
  return [
    ...jsonDiff("expression", rule.ScheduleExpression, target.expression),
    ...jsonDiff("eventPattern", rule.EventPattern, undefined),
    ...jsonDiff("state", now, target.enabled ? "ENABLED" : "DISABLED"),
    ...jsonDiff("description", rule.Description ?? "", target.description ?? ""),
  ];
}

/** Two targets on one rule start everything twice: what is not the one is taken off. */
export function targetChanges(
  { targets }: FoundRule,
  target: ScheduleTarget,
  stateMachineArn: string,
): readonly Change[] {
  const kept = keptTarget(targets);
  return [
    ...jsonDiff("target", kept?.Arn, stateMachineArn),
    ...jsonDiff("target roleArn", kept?.RoleArn, target.roleArn),
    ...jsonDiff("target input", inputOf(kept), target.input),
    ...otherTargets(targets).flatMap(({ Id = "", Arn }) => jsonDiff(`target ${Id}`, Arn, undefined)),
  ];
}

export function stateOf({ State }: DescribeRuleResponse): string {
  return State === "DISABLED" ? "DISABLED" : "ENABLED";
}

/** The target that stays the rule's one: ours by its id, or the first. */
function keptTarget(targets: readonly Target[]): Target | undefined {
  return targets.find(({ Id }) => Id === TARGET_ID) ?? targets[0];
}

export function otherTargets(targets: readonly Target[]): readonly Target[] {
  const kept = keptTarget(targets);
  return targets.filter((target) => target !== kept);
}

/** The one target as it is to be, under the id that it has; retries and dead letters are left as they are. */
export function wantedTarget({ targets }: FoundRule, target: ScheduleTarget, stateMachineArn: string): Target {
  const { InputPath: _, InputTransformer: __, ...kept } = keptTarget(targets) ?? { Id: TARGET_ID, Arn: "" };
  return { ...kept, Arn: stateMachineArn, RoleArn: target.roleArn, Input: JSON.stringify(target.input) };
}

/** What an execution would be started with, as far as it is a constant. */
function inputOf(target: Target | undefined): unknown {
  const { Input, InputPath, InputTransformer } = target ?? {};
  if (InputPath !== undefined) return { InputPath };
  if (InputTransformer !== undefined) return { InputTransformer };
  try {
    return Input === undefined ? undefined : (JSON.parse(Input) as unknown);
  } catch {
    return Input;
  }
}
