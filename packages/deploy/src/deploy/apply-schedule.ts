import type { Account } from "../account/account.ts";
import { type DoneStep, DeployError } from "../errors.ts";
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
  account: Account,
  { name, action }: SchedulePlan,
  target: ScheduleTarget,
  { stateMachineArn, commit, onStep }: Apply,
): Promise<void> {
  if (action === "unchanged") return;
  const resource = `schedule ${name}`;
  const before = await findRule(account, name);
  const found = before ?? { rule: {}, targets: [] };
  const wasOn = before !== undefined && stateOf(before.rule) === "ENABLED";
  if (before?.rule.Arn !== undefined) await tag(account, name, before.rule.Arn, commit);
  const first = target.enabled && wasOn ? "ENABLED" : "DISABLED";
  const isToBePut = before === undefined || ruleChanges(before, target).some(({ field }) => field !== "state");
  if (isToBePut || (wasOn && !target.enabled)) {
    await putRule(account, target, first, before === undefined ? commit : undefined);
    onStep({ resource, did: `${before === undefined ? "created" : "updated"}, ${first.toLowerCase()}` });
  }
  if (targetChanges(found, target, stateMachineArn).length > 0) {
    await putTarget(account, found, target, stateMachineArn);
    onStep({ resource, did: `has one target, ${target.stateMachine}` });
  }
  if (target.enabled && !wasOn) {
    await account.events(`EnableRule of ${name}`, (eventBridge, bounds) =>
      eventBridge.enableRule({ Name: name }, bounds),
    );
    onStep({ resource, did: "enabled" });
  }
}

async function tag(account: Account, name: string, arn: string, commit: string): Promise<void> {
  await account.events(`TagResource of ${name}`, (eventBridge, bounds) =>
    eventBridge.tagResource({ ResourceARN: arn, Tags: [{ Key: COMMIT_TAG, Value: commit }] }, bounds),
  );
}

/** Tags are taken from who creates a rule, and from nobody later (AWS's API reference of PutRule, 2026-11). */
async function putRule(
  account: Account,
  { name, expression, description }: ScheduleTarget,
  state: "ENABLED" | "DISABLED",
  commit: string | undefined,
): Promise<void> {
  await account.events(`PutRule of ${name}`, (eventBridge, bounds) =>
    eventBridge.putRule(
      {
        Name: name,
        ScheduleExpression: expression,
        State: state,
        ...(description === undefined ? {} : { Description: description }),
        ...(commit === undefined ? {} : { Tags: [{ Key: COMMIT_TAG, Value: commit }] }),
      },
      bounds,
    ),
  );
}

async function putTarget(
  account: Account,
  found: FoundRule,
  target: ScheduleTarget,
  stateMachineArn: string,
): Promise<void> {
  const { name } = target;
  const others = otherTargets(found.targets).flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
  if (others.length > 0) {
    const answer = await account.events(`RemoveTargets of ${name}`, (eventBridge, bounds) =>
      eventBridge.removeTargets({ Rule: name, Ids: others }, bounds),
    );
    refuseFailed("RemoveTargets", name, answer.FailedEntries);
  }
  const answer = await account.events(`PutTargets of ${name}`, (eventBridge, bounds) =>
    eventBridge.putTargets({ Rule: name, Targets: [wantedTarget(found, target, stateMachineArn)] }, bounds),
  );
  refuseFailed("PutTargets", name, answer.FailedEntries);
}

/** These two answer 200 also where they did nothing (AWS's API reference, 2026-11). */
function refuseFailed(
  call: string,
  name: string,
  failed: readonly { readonly ErrorCode?: string | undefined; readonly ErrorMessage?: string | undefined }[] = [],
): void {
  const [first] = failed;
  if (first === undefined) return;
  throw new DeployError(
    "AWS_REFUSED",
    `${call} of ${name} failed: ${first.ErrorCode ?? "no code"}: ${first.ErrorMessage ?? "no message"}`,
    { hint: "run the same command again: it goes on from what is there" },
  );
}
