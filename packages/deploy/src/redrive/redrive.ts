import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { isNamed } from "@alpha-engine/aws-calls";
import type { DescribeExecutionOutput } from "@aws-sdk/client-sfn";

import { Account, type AccountOptions, type DeployEffects, unlessAbsent } from "../account/account.ts";
import { DeployError } from "../errors.ts";
import { type OpenState, openStates } from "./open-states.ts";

/** What is allowed of a redrive. */
export interface RedriveOptions extends AccountOptions {
  /** Goes on with the definition that the execution had, although another one is deployed now. @default false */
  readonly allowOldDefinition?: boolean;
}

/** Where a redrive goes on. */
export interface RedrivePlan {
  readonly executionArn: string;
  /** How the execution ended. */
  readonly status: string;
  /** The states that run again, innermost; none where it had not entered any. */
  readonly from: readonly OpenState[];
}

export interface RedriveReport extends RedrivePlan {
  readonly redriveDate: Date;
}

/**
 * Lets an execution go on from what failed, where that can help.
 * @throws {DeployError} `NOT_REDRIVABLE` with what to do instead.
 *
 * @example
 * ```ts example cloud
 * import { DeployError, redrive } from "@alpha-engine/deploy";
 *
 * try {
 *   const { from } = await redrive("arn:aws:states:us-east-1:000000000000:execution:weekly:2026-01-31");
 *   console.log(`it goes on from ${from.map(({ name }) => name).join(", ")}`);
 * } catch (error) {
 *   if (error instanceof DeployError) console.log(`${error.code}: ${error.hint}`);
 * }
 * ```
 * ```text output
 * NO_SUCH_EXECUTION: take the ARN from the alert, or from aws stepfunctions list-executions
 * ```
 */
export async function redrive(
  executionArn: string,
  options: RedriveOptions = {},
  effects: Pick<DeployEffects, "sfn" | "sleep"> = {},
): Promise<RedriveReport> {
  const account = new Account(options, effects);
  const plan = await planIn(account, executionArn, options);
  // One token for all attempts: a redrive whose answer was lost is not begun twice.
  const clientToken = randomUUID();
  try {
    const { redriveDate = new Date() } = await account.states(`RedriveExecution of ${executionArn}`, (sfn, bounds) =>
      sfn.redriveExecution({ executionArn, clientToken }, bounds),
    );
    return { ...plan, redriveDate };
  } catch (error) {
    if (!(error instanceof DeployError) || !isNamed(error, "ExecutionNotRedrivable")) throw error;
    throw refused(executionArn, error.message, "look at it again: somebody else may have redriven it");
  }
}

/**
 * Whether {@link redrive} would help, and from where; throws as it does, and writes nothing.
 *
 * @example
 * ```ts example cloud
 * import { DeployError, planRedrive } from "@alpha-engine/deploy";
 *
 * try {
 *   console.log((await planRedrive("arn:aws:states:us-east-1:000000000000:execution:weekly:2026-01-31")).from);
 * } catch (error) {
 *   if (error instanceof DeployError) console.log(error.message);
 * }
 * ```
 * ```text output
 * there is no execution arn:aws:states:us-east-1:000000000000:execution:weekly:2026-01-31
 * ```
 */
export async function planRedrive(
  executionArn: string,
  options: RedriveOptions = {},
  effects: Pick<DeployEffects, "sfn" | "sleep"> = {},
): Promise<RedrivePlan> {
  return await planIn(new Account(options, effects), executionArn, options);
}

async function planIn(
  account: Account,
  executionArn: string,
  { allowOldDefinition = false }: RedriveOptions,
): Promise<RedrivePlan> {
  const execution = await unlessAbsent(
    "ExecutionDoesNotExist",
    account.states(`DescribeExecution of ${executionArn}`, (sfn, bounds) =>
      sfn.describeExecution({ executionArn }, bounds),
    ),
  );
  if (execution === undefined) {
    throw new DeployError("NO_SUCH_EXECUTION", `there is no execution ${executionArn}`, {
      hint: "take the ARN from the alert, or from aws stepfunctions list-executions",
    });
  }
  refuseStatus(executionArn, execution);
  const from = await openStates(account, executionArn);
  refuseFailState(executionArn, from);
  if (!allowOldDefinition) await refuseOldDefinition(account, executionArn, execution);
  return { executionArn, status: execution.status ?? "", from };
}

const START_ANEW =
  "start a new execution with the input of this one, its run_date, and the skip flags of what it has done; pipeline_role recovery";

/** Reasons in the words of AWS's DescribeExecution (its API reference, 2026-11). */
function refuseStatus(executionArn: string, execution: DescribeExecutionOutput): void {
  const { status, stopDate, redriveStatus, redriveStatusReason = "AWS gives no reason" } = execution;
  if (status === "SUCCEEDED") throw refused(executionArn, "it succeeded", "there is nothing to go on from");
  if (status === "RUNNING" || status === "PENDING_REDRIVE") {
    throw refused(executionArn, "it is running", "wait for its end, or stop it: aws stepfunctions stop-execution");
  }
  if (redriveStatus !== "NOT_REDRIVABLE") return;
  const ended = stopDate === undefined ? "" : ` (it ended ${stopDate.toISOString()})`;
  throw refused(executionArn, `${redriveStatusReason}${ended}`, START_ANEW);
}

/** A redrive enters the same Fail state and fails again at once (AWS's guide to redriving executions, 2026-11). */
function refuseFailState(executionArn: string, from: readonly OpenState[]): void {
  const fail = from.find(({ type }) => type === "Fail");
  if (fail === undefined) return;
  const cause = fail.after.length === 0 ? "" : ` after ${fail.after.join(", ")} failed`;
  throw refused(
    executionArn,
    `it ended in the Fail state ${fail.name}${cause}; it would only fail there again`,
    START_ANEW,
  );
}

/** A redrive keeps the definition that the execution had: what was mended since is not in it. */
async function refuseOldDefinition(
  account: Account,
  executionArn: string,
  { stateMachineArn = "" }: DescribeExecutionOutput,
): Promise<void> {
  const [then, now] = [
    await account.states(`DescribeStateMachineForExecution of ${executionArn}`, (sfn, bounds) =>
      sfn.describeStateMachineForExecution({ executionArn }, bounds),
    ),
    await unlessAbsent(
      "StateMachineDoesNotExist",
      account.states(`DescribeStateMachine of ${stateMachineArn}`, (sfn, bounds) =>
        sfn.describeStateMachine({ stateMachineArn }, bounds),
      ),
    ),
  ];
  if (now !== undefined && isDeepStrictEqual(parsed(then.definition), parsed(now.definition))) return;
  throw refused(
    executionArn,
    now === undefined
      ? "its state machine is gone"
      : "another definition was deployed since, and it would go on with its own",
    `${START_ANEW}; or redrive with --old-definition`,
  );
}

function refused(executionArn: string, reason: string, hint: string): DeployError {
  return new DeployError("NOT_REDRIVABLE", `a redrive of ${executionArn} cannot help: ${reason}`, { hint });
}

function parsed(definition: string | undefined): unknown {
  try {
    return JSON.parse(definition ?? "") as unknown;
  } catch {
    return definition;
  }
}
