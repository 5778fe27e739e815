import type { DescribeStateMachineOutput } from "@aws-sdk/client-sfn";

import { Account, type AccountOptions, type DeployEffects } from "../account/account.ts";
import { DeployError } from "../errors.ts";
import { checkTarget } from "../plan/check-target.ts";
import { commitIn, describe, readLogging, versionNumber } from "../plan/plan-state-machine.ts";
import { type DeployPlan, planIn } from "../plan/plan.ts";
import type { DeployTarget } from "../plan/target.ts";
import { deployIn, type DeployOptions, type DeployReport } from "./deploy.ts";

/** A published version of a state machine. */
export interface StateMachineVersion {
  readonly stateMachineArn: string;
  readonly version: number;
}

/** As for `deploy`, without what the version itself says. */
export type RollbackOptions = Omit<DeployOptions, "allowDirty" | "commit" | "folder" | "note">;

/**
 * Makes a state machine what it was when `version` was published, as a new revision with a version of its own; refused
 * and reported as by `deploy`. Schedules stay as they are.
 * @throws {DeployError} `NO_SUCH_VERSION` with the versions that there are.
 *
 * @example
 * ```ts example cloud
 * import { deploy, rollback } from "@alpha-engine/deploy";
 *
 * const versionWith = (seconds: number) => ({
 *   stateMachines: [
 *     {
 *       name: "rolled-back",
 *       definition: { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: seconds, End: true } } },
 *       roleArn: "arn:aws:iam::000000000000:role/state-machines",
 *     },
 *   ],
 * });
 * const { plan } = await deploy(versionWith(60), { commit: "0123456" });
 * await deploy(versionWith(90), { commit: "789abcd" });
 * const [{ arn: stateMachineArn } = { arn: "" }] = plan.stateMachines;
 * const { done } = await rollback({ stateMachineArn, version: 1 });
 * console.log(done.map(({ did }) => did));
 * ```
 * ```text output
 * [ 'updated', 'published version 3', 'tagged git-commit 0123456' ]
 * ```
 */
export async function rollback(
  which: StateMachineVersion,
  options: RollbackOptions = {},
  effects: DeployEffects = {},
): Promise<DeployReport> {
  const account = new Account(options, effects);
  const { target, commit } = await targetOf(account, which);
  checkTarget(target);
  return await deployIn(account, target, { ...options, commit, note: `rollback to version ${which.version}` });
}

/**
 * What {@link rollback} would do; nothing of it is done.
 *
 * @example
 * ```ts example cloud
 * import { deploy, planRollback, renderPlan } from "@alpha-engine/deploy";
 *
 * const target = {
 *   stateMachines: [
 *     {
 *       name: "to-be-rolled-back",
 *       definition: { StartAt: "Done", States: { Done: { Type: "Succeed" } } },
 *       roleArn: "arn:aws:iam::000000000000:role/state-machines",
 *     },
 *   ],
 * };
 * const { plan } = await deploy(target, { commit: "0123456" });
 * const [{ arn: stateMachineArn } = { arn: "" }] = plan.stateMachines;
 * console.log(renderPlan(await planRollback({ stateMachineArn, version: 1 })));
 * ```
 * ```text output
 * state machine to-be-rolled-back: unchanged (version 1 is deployed, of commit 0123456)
 * 0 to create, 0 to update, 1 unchanged
 * ```
 */
export async function planRollback(
  which: StateMachineVersion,
  options: AccountOptions = {},
  effects: DeployEffects = {},
): Promise<DeployPlan> {
  const account = new Account(options, effects);
  const { target } = await targetOf(account, which);
  checkTarget(target);
  return await planIn(account, target);
}

/** A version that was published by hand names no commit. */
const NO_COMMIT = "0000000";

async function targetOf(
  account: Account,
  { stateMachineArn, version }: StateMachineVersion,
): Promise<{ readonly target: DeployTarget; readonly commit: string }> {
  const found = await describe(account, `${stateMachineArn}:${version}`);
  if (found === undefined) throw await noSuchVersion(account, stateMachineArn, version);
  const { name = "", definition = "", roleArn = "", loggingConfiguration, description } = found;
  const target = {
    name,
    definition: parsed(found, definition),
    roleArn,
    loggingConfiguration: readLogging(loggingConfiguration),
  };
  return { target: { stateMachines: [target] }, commit: commitIn(description) ?? NO_COMMIT };
}

function parsed({ stateMachineArn }: DescribeStateMachineOutput, definition: string): object {
  try {
    return JSON.parse(definition) as object;
  } catch (error) {
    throw new DeployError("AWS_REFUSED", `the definition of ${stateMachineArn} is not JSON`, {
      hint: "choose another version",
      cause: error,
    });
  }
}

async function noSuchVersion(account: Account, stateMachineArn: string, version: number): Promise<DeployError> {
  const { stateMachineVersions = [] } = await account.states(
    `ListStateMachineVersions of ${stateMachineArn}`,
    (sfn, bounds) => sfn.listStateMachineVersions({ stateMachineArn }, bounds),
  );
  const numbers = stateMachineVersions.map((each) => versionNumber(each.stateMachineVersionArn ?? ""));
  return new DeployError("NO_SUCH_VERSION", `${stateMachineArn} has no version ${version}`, {
    hint: numbers.length === 0 ? "no version of it is published: deploy first" : `choose one of ${numbers.join(", ")}`,
  });
}
