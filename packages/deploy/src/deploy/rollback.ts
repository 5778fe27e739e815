import type { DescribeStateMachineOutput, SFN } from "@aws-sdk/client-sfn";

import { ask } from "../aws/ask.ts";
import { type DeployEffects, sfnClient } from "../aws/clients.ts";
import { OperationError } from "../errors.ts";
import { commitIn, describe, readLogging, versionNumber } from "../plan/plan-state-machine.ts";
import { type DeployPlan, planDeploy } from "../plan/plan.ts";
import type { DeployTarget } from "../plan/target.ts";
import { deploy, type DeployOptions, type DeployReport } from "./deploy.ts";

/** A published version of a state machine. */
export interface StateMachineVersion {
  readonly stateMachineArn: string;
  readonly version: number;
}

/** Whether a state machine with executions under way is rolled back, as for {@link deploy}. */
export type RollbackOptions = Pick<DeployOptions, "allowRunning">;

/**
 * Makes a state machine what it was when `version` was published, as a new revision with a version of its own; refused
 * and reported as {@link deploy}. Schedules stay as they are.
 * @throws {OperationError} `NO_SUCH_VERSION` with the versions that there are.
 */
export async function rollback(
  which: StateMachineVersion,
  options: RollbackOptions = {},
  effects: DeployEffects = {},
): Promise<DeployReport> {
  const sfn = await sfnClient(effects);
  const { target, commit } = await targetOf(sfn, which);
  return await deploy(
    target,
    { ...options, commit, note: `rollback to version ${which.version}` },
    { ...effects, sfn },
  );
}

/** What {@link rollback} would do; nothing of it is done. */
export async function planRollback(
  which: StateMachineVersion,
  effects: Pick<DeployEffects, "sfn" | "eventBridge" | "region"> = {},
): Promise<DeployPlan> {
  const sfn = await sfnClient(effects);
  return await planDeploy((await targetOf(sfn, which)).target, { ...effects, sfn });
}

/** A version that was published by hand names no commit. */
const NO_COMMIT = "0000000";

async function targetOf(
  sfn: SFN,
  { stateMachineArn, version }: StateMachineVersion,
): Promise<{ readonly target: DeployTarget; readonly commit: string }> {
  const found = await describe(sfn, `${stateMachineArn}:${version}`);
  if (found === undefined) throw await noSuchVersion(sfn, stateMachineArn, version);
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
    throw new OperationError(
      "AWS_REFUSED",
      `the definition of ${stateMachineArn} is not JSON`,
      "choose another version",
      {
        cause: error,
      },
    );
  }
}

async function noSuchVersion(sfn: SFN, stateMachineArn: string, version: number): Promise<OperationError> {
  const { stateMachineVersions = [] } = await ask(`ListStateMachineVersions of ${stateMachineArn}`, () =>
    sfn.listStateMachineVersions({ stateMachineArn }),
  );
  const numbers = stateMachineVersions.map((each) => versionNumber(each.stateMachineVersionArn ?? ""));
  return new OperationError(
    "NO_SUCH_VERSION",
    `${stateMachineArn} has no version ${version}`,
    numbers.length === 0 ? "no version of it is published: deploy first" : `choose one of ${numbers.join(", ")}`,
  );
}
