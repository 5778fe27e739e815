import { isNamed } from "@alpha-engine/aws-calls";
import type { Tag } from "@aws-sdk/client-sfn";

import type { Account } from "../account/account.ts";
import { type DoneStep, DeployError } from "../errors.ts";
import { definitionText } from "../plan/definition-text.ts";
import {
  changesOf,
  describe,
  loggingOnWire,
  revisionOf,
  type StateMachinePlan,
  versionNumber,
} from "../plan/plan-state-machine.ts";
import { COMMIT_TAG, type StateMachineTarget } from "../plan/target.ts";

interface Apply {
  readonly commit: string;
  readonly note: string | undefined;
  readonly onStep: (step: DoneStep) => void;
}

/** Of a version's description, in characters (AWS's API reference, 2026-11). */
const LONGEST_DESCRIPTION = 256;

/**
 * Does what was planned for one state machine. UpdateStateMachine takes no condition, so it is looked at again right
 * before, and the version is published under the condition that the revision is the one that was written: of two
 * deployments at the same time one wins whole and the other is told (AWS's API reference, 2026-11)
 */
export async function applyStateMachine(
  account: Account,
  plan: StateMachinePlan,
  target: StateMachineTarget,
  apply: Apply,
): Promise<void> {
  if (plan.action === "unchanged") return;
  const { onStep } = apply;
  const resource = `state machine ${plan.name}`;
  if (plan.action === "create") {
    await create(account, target, apply);
    onStep({ resource, did: "created, with version 1" });
    return;
  }
  let revisionId = await sameAsPlanned(account, plan);
  if (plan.steps.includes("update")) {
    revisionId = await update(account, plan, target);
    onStep({ resource, did: "updated" });
  }
  if (plan.steps.includes("publish")) {
    const version = await publish(account, plan, revisionId, apply);
    onStep({ resource, did: `published version ${version}` });
  }
  if (plan.steps.includes("tag")) {
    // What only its tag was missing keeps the commit that its version names.
    const commit = plan.steps.includes("publish") ? apply.commit : (plan.found?.commit ?? apply.commit);
    await account.states(`TagResource of ${plan.name}`, (sfn, bounds) =>
      sfn.tagResource({ resourceArn: plan.arn, tags: tagsOf(target, commit) }, bounds),
    );
    onStep({ resource, did: `tagged ${COMMIT_TAG} ${commit}` });
  }
}

async function create(account: Account, target: StateMachineTarget, apply: Apply): Promise<void> {
  const { name, roleArn, loggingConfiguration } = target;
  try {
    await account.states(`CreateStateMachine of ${name}`, (sfn, bounds) =>
      sfn.createStateMachine(
        {
          name,
          definition: definitionText(target),
          roleArn,
          type: "STANDARD",
          publish: true,
          versionDescription: descriptionOf(apply),
          tags: tagsOf(target, apply.commit),
          ...(loggingConfiguration === undefined ? {} : { loggingConfiguration: loggingOnWire(loggingConfiguration) }),
        },
        bounds,
      ),
    );
  } catch (error) {
    throw isNamed(error, "StateMachineAlreadyExists") ? meanwhile(name, error) : error;
  }
}

async function sameAsPlanned(account: Account, { name, arn, found }: StateMachinePlan): Promise<string> {
  const current = await describe(account, arn);
  if (current === undefined || revisionOf(current) !== found?.revisionId) throw meanwhile(name);
  return found.revisionId;
}

/** Writes the new revision; the answer is its id. */
async function update(account: Account, { name, arn }: StateMachinePlan, target: StateMachineTarget): Promise<string> {
  const { roleArn, loggingConfiguration } = target;
  const { revisionId } = await account.states(`UpdateStateMachine of ${name}`, (sfn, bounds) =>
    sfn.updateStateMachine(
      {
        stateMachineArn: arn,
        definition: definitionText(target),
        roleArn,
        ...(loggingConfiguration === undefined ? {} : { loggingConfiguration: loggingOnWire(loggingConfiguration) }),
      },
      bounds,
    ),
  );
  if (revisionId !== undefined) return revisionId;
  // An update that changes nothing names no revision: it had been done, by a first attempt whose answer was lost.
  const current = await describe(account, arn);
  if (current === undefined || changesOf(current, target).length > 0) throw meanwhile(name);
  return revisionOf(current);
}

async function publish(
  account: Account,
  { name, arn }: StateMachinePlan,
  revisionId: string,
  apply: Apply,
): Promise<number> {
  try {
    const { stateMachineVersionArn = "" } = await account.states(
      `PublishStateMachineVersion of ${name}`,
      (sfn, bounds) =>
        sfn.publishStateMachineVersion({ stateMachineArn: arn, revisionId, description: descriptionOf(apply) }, bounds),
    );
    return versionNumber(stateMachineVersionArn);
  } catch (error) {
    throw isNamed(error, "ConflictException") ? meanwhile(name, error) : error;
  }
}

function descriptionOf({ commit, note }: Apply): string {
  return `git ${commit}${note === undefined ? "" : ` ${note}`}`.slice(0, LONGEST_DESCRIPTION);
}

function tagsOf({ tags }: StateMachineTarget, commit: string): Tag[] {
  return Object.entries({ ...tags, [COMMIT_TAG]: commit }).map(([key, value]) => ({ key, value }));
}

function meanwhile(name: string, cause?: unknown): DeployError {
  return new DeployError("CHANGED_MEANWHILE", `somebody else changed ${name} since it was planned`, {
    hint: "look at the plan again, then deploy again",
    cause,
  });
}
