import type { EventBridge } from "@aws-sdk/client-eventbridge";

import { ask } from "../aws/ask.ts";
import { type DoneStep, OperationError } from "../errors.ts";
import {
  findRule,
  type FoundRule,
  otherTargets,
  ruleChanges,
  type SchedulePlan,
  stateOf,
  targetChanges,
  wantedTarget,
} from "../plan/plan-schedule.ts";
import { COMMIT_TAG, type ScheduleTarget } from "../plan/target.ts";

interface Apply {
  readonly stateMachineArn: string;
  readonly commit: string;
  readonly onStep: (step: DoneStep) => void;
}

/**
 * Does what was planned for one schedule, by what is there now. A rule is enabled last, when its target is right; other
 * targets are gone before, so that at no moment anything would be started twice.
 */
export async function applySchedule(
  eventBridge: EventBridge,
  { name, action }: SchedulePlan,
  target: ScheduleTarget,
  { stateMachineArn, commit, onStep }: Apply,
): Promise<void> {
  if (action === "unchanged") return;
  const resource = `schedule ${name}`;
  const before = await findRule(eventBridge, name);
  const found = before ?? { rule: {}, targets: [] };
  const wasOn = before !== undefined && stateOf(before.rule) === "ENABLED";
  if (before?.rule.Arn !== undefined) await tag(eventBridge, name, before.rule.Arn, commit);
  const first = target.enabled && wasOn ? "ENABLED" : "DISABLED";
  const isToBePut = before === undefined || ruleChanges(before, target).some(({ field }) => field !== "state");
  if (isToBePut || (wasOn && !target.enabled)) {
    await putRule(eventBridge, target, first, before === undefined ? commit : undefined);
    onStep({ resource, did: `${before === undefined ? "created" : "updated"}, ${first.toLowerCase()}` });
  }
  if (targetChanges(found, target, stateMachineArn).length > 0) {
    await putTarget(eventBridge, found, target, stateMachineArn);
    onStep({ resource, did: `has one target, ${target.stateMachine}` });
  }
  if (target.enabled && !wasOn) {
    await ask(`EnableRule of ${name}`, () => eventBridge.enableRule({ Name: name }));
    onStep({ resource, did: "enabled" });
  }
}

async function tag(eventBridge: EventBridge, name: string, arn: string, commit: string): Promise<void> {
  await ask(`TagResource of ${name}`, () =>
    eventBridge.tagResource({ ResourceARN: arn, Tags: [{ Key: COMMIT_TAG, Value: commit }] }),
  );
}

/** Tags are taken from who creates a rule, and from nobody later. [documentation: PutRule, botocore 1.43 model, 2026-11] */
async function putRule(
  eventBridge: EventBridge,
  { name, expression, description }: ScheduleTarget,
  state: "ENABLED" | "DISABLED",
  commit: string | undefined,
): Promise<void> {
  await ask(`PutRule of ${name}`, () =>
    eventBridge.putRule({
      Name: name,
      ScheduleExpression: expression,
      State: state,
      ...(description === undefined ? {} : { Description: description }),
      ...(commit === undefined ? {} : { Tags: [{ Key: COMMIT_TAG, Value: commit }] }),
    }),
  );
}

async function putTarget(
  eventBridge: EventBridge,
  found: FoundRule,
  target: ScheduleTarget,
  stateMachineArn: string,
): Promise<void> {
  const { name } = target;
  const others = otherTargets(found.targets).flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
  if (others.length > 0) {
    const answer = await ask(`RemoveTargets of ${name}`, () => eventBridge.removeTargets({ Rule: name, Ids: others }));
    refuseFailed("RemoveTargets", name, answer.FailedEntries);
  }
  const answer = await ask(`PutTargets of ${name}`, () =>
    eventBridge.putTargets({ Rule: name, Targets: [wantedTarget(found, target, stateMachineArn)] }),
  );
  refuseFailed("PutTargets", name, answer.FailedEntries);
}

/** These two answer 200 also where they did nothing. [documentation: botocore 1.43 model, 2026-11] */
function refuseFailed(
  call: string,
  name: string,
  failed: readonly { readonly ErrorCode?: string | undefined; readonly ErrorMessage?: string | undefined }[] = [],
): void {
  const [first] = failed;
  if (first === undefined) return;
  throw new OperationError(
    "AWS_REFUSED",
    `${call} of ${name} failed: ${first.ErrorCode ?? "no code"}: ${first.ErrorMessage ?? "no message"}`,
    "run the same command again: it goes on from what is there",
  );
}
