import { isDeepStrictEqual } from "node:util";

import type { DescribeExecutionOutput, SFN } from "@aws-sdk/client-sfn";

import { ask, askFor, nameOf } from "../aws/ask.ts";
import { type DeployEffects, sfnClient } from "../aws/clients.ts";
import { OperationError } from "../errors.ts";
import { type OpenState, openStates } from "./open-states.ts";

/** What is allowed of a redrive. */
export interface RedriveOptions {
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
 * @throws {OperationError} `NOT_REDRIVABLE` with what to do instead.
 */
export async function redrive(
  executionArn: string,
  options: RedriveOptions = {},
  effects: Pick<DeployEffects, "sfn" | "region"> = {},
): Promise<RedriveReport> {
  const sfn = await sfnClient(effects);
  const plan = await planRedrive(executionArn, options, { sfn });
  try {
    const { redriveDate = new Date() } = await ask(`RedriveExecution of ${executionArn}`, () =>
      sfn.redriveExecution({ executionArn }),
    );
    return { ...plan, redriveDate };
  } catch (error) {
    if (nameOf(error) !== "ExecutionNotRedrivable") throw error;
    throw refused(
      executionArn,
      (error as OperationError).message,
      "look at it again: somebody else may have redriven it",
    );
  }
}

/** Whether {@link redrive} would help, and from where; throws as it does, and writes nothing. */
export async function planRedrive(
  executionArn: string,
  { allowOldDefinition = false }: RedriveOptions = {},
  effects: Pick<DeployEffects, "sfn" | "region"> = {},
): Promise<RedrivePlan> {
  const sfn = await sfnClient(effects);
  const execution = await askFor("ExecutionDoesNotExist", `DescribeExecution of ${executionArn}`, () =>
    sfn.describeExecution({ executionArn }),
  );
  if (execution === undefined) {
    throw new OperationError(
      "NO_SUCH_EXECUTION",
      `there is no execution ${executionArn}`,
      "take the ARN from the alert, or from aws stepfunctions list-executions",
    );
  }
  refuseStatus(executionArn, execution);
  const from = await openStates(sfn, executionArn);
  refuseFailState(executionArn, from);
  if (!allowOldDefinition) await refuseOldDefinition(sfn, executionArn, execution);
  return { executionArn, status: execution.status ?? "", from };
}

const START_ANEW =
  "start a new execution with the input of this one, its run_date, and the skip flags of what it has done; pipeline_role recovery";

/** Reasons in the words of DescribeExecution. [documentation: botocore 1.43 model, 2026-11] */
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

/** It would enter the same Fail state and fail again at once. [documentation: redriving executions; incident, 2026-07-10] */
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
  sfn: SFN,
  executionArn: string,
  { stateMachineArn = "" }: DescribeExecutionOutput,
): Promise<void> {
  const [then, now] = [
    await ask(`DescribeStateMachineForExecution of ${executionArn}`, () =>
      sfn.describeStateMachineForExecution({ executionArn }),
    ),
    await askFor("StateMachineDoesNotExist", `DescribeStateMachine of ${stateMachineArn}`, () =>
      sfn.describeStateMachine({ stateMachineArn }),
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

function refused(executionArn: string, reason: string, hint: string): OperationError {
  return new OperationError("NOT_REDRIVABLE", `a redrive of ${executionArn} cannot help: ${reason}`, hint);
}

function parsed(definition: string | undefined): unknown {
  try {
    return JSON.parse(definition ?? "") as unknown;
  } catch {
    return definition;
  }
}
