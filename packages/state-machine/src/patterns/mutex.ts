import type { State, States } from "@alpha-engine/definition";

import { advisoryPath } from "../step/failure-route.ts";
import type { Step } from "../step/step.ts";
import { checkSubject, type Notification, publish } from "./notify.ts";
import { isOneOf } from "./skip-gate.ts";

/** Where the lock is kept, who runs without it, and what happens when it cannot be had. */
export interface MutexOptions {
  /** A table whose partition key is the string `mutex_key`. */
  readonly table: string;
  /** Values of `$.pipeline_role` that run without it; every other one, known or not, takes it. @default none */
  readonly except?: readonly string[] | undefined;
  /** When DynamoDB does not answer: `proceed` runs unguarded and ends degraded, `stop` fails. */
  readonly onOutage: "proceed" | "stop";
  /** What is said when another execution is running. */
  readonly conflict: Notification;
}

/** The aws-sdk integration spells the service so; `DynamoDB.` is the optimised one's. (as in executions recorded from AWS) */
const CONFLICT = "DynamoDb.ConditionalCheckFailedException";
const RETRY = [
  {
    ErrorEquals: ["DynamoDb.SdkClientException", "DynamoDb.DynamoDbException", "DynamoDb.InternalServerErrorException"],
    IntervalSeconds: 2,
    MaxAttempts: 4,
    BackoffRate: 2,
  },
];
/** A holder that nobody has heard of any more has ended. */
const FORGOTTEN = "Sfn.ExecutionDoesNotExistException";

/**
 * One execution of the state machine at a time. The key is the machine's name, no time in it; the lock is the execution's
 * that took it and ends with that, however it ended: whoever finds it taken asks whether the holder is still running.
 *
 * @example
 * ```ts example
 * import { mutex } from "@alpha-engine/state-machine";
 *
 * const step = mutex({
 *   table: "mutex",
 *   onOutage: "stop",
 *   conflict: { name: "NotifyConflict", subject: "Weekly - REFUSED", message: "another one is running" },
 * });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [
 *   'CheckMutexRole',
 *   'AcquireMutex',
 *   'ReadMutexHolder',
 *   'CheckMutexHolder',
 *   'DescribeMutexHolder',
 *   'CheckMutexHolderStatus',
 *   'TakeOverMutex',
 *   'NotifyConflict',
 *   'MutexConflict'
 * ]
 * ```
 */
export function mutex({ table, except = [], onOutage, conflict }: MutexOptions): Step {
  checkSubject(conflict);
  return {
    entry: "CheckMutexRole",
    longest: 5 * 60,
    advisories: onOutage === "proceed" ? [advisoryPath("AcquireMutex")] : [],
    render({ next, onFailure }): States {
      const outage =
        onOutage === "proceed"
          ? { ErrorEquals: ["States.ALL"], ResultPath: advisoryPath("AcquireMutex"), Next: next }
          : { ErrorEquals: ["States.ALL"], ResultPath: "$.error.AcquireMutex", Next: onFailure };
      const taken = { ErrorEquals: [CONFLICT], ResultPath: "$.mutex_conflict", Next: "ReadMutexHolder" };
      const lost = { ErrorEquals: [CONFLICT], ResultPath: "$.mutex_conflict", Next: conflict.name };
      return {
        CheckMutexRole:
          except.length === 0
            ? { Type: "Pass", Next: "AcquireMutex" }
            : {
                Type: "Choice",
                Choices: except.map((role) => ({ ...isOneOf("$.pipeline_role", [role]), Next: next })),
                Default: "AcquireMutex",
              },
        AcquireMutex: put(
          table,
          {
            ConditionExpression: "attribute_not_exists(mutex_key) OR execution_arn = :self",
            ExpressionAttributeValues: { ":self": { "S.$": "$$.Execution.Id" } },
          },
          [taken, outage],
          next,
        ),
        ...askHolder(table, conflict.name, outage),
        // Only from the holder that was asked about: of two that find the same dead one, the first wins.
        TakeOverMutex: put(
          table,
          {
            ConditionExpression: "execution_arn = :holder",
            ExpressionAttributeValues: { ":holder": { "S.$": "$.mutex_holder.Item.execution_arn.S" } },
          },
          [lost, outage],
          next,
        ),
        [conflict.name]: publish(conflict, "MutexConflict"),
        MutexConflict: {
          Type: "Fail",
          Error: "MutexConflict",
          CausePath:
            "States.Format('another execution of {} is running; the table names it under the same key',$$.StateMachine.Name)",
        },
      };
    },
  };
}

/** Who holds the lock, and whether that execution is still under way; if not, the lock is taken over. */
function askHolder(table: string, conflictState: string, outage: object): States {
  return {
    ReadMutexHolder: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
      Parameters: { TableName: table, Key: KEY, ConsistentRead: true },
      TimeoutSeconds: 10,
      Retry: RETRY,
      ResultPath: "$.mutex_holder",
      Catch: [outage],
      Next: "CheckMutexHolder",
    },
    CheckMutexHolder: {
      Type: "Choice",
      Choices: [{ Variable: "$.mutex_holder.Item.execution_arn.S", IsPresent: true, Next: "DescribeMutexHolder" }],
      Default: conflictState,
    },
    DescribeMutexHolder: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sfn:describeExecution",
      Parameters: { "ExecutionArn.$": "$.mutex_holder.Item.execution_arn.S" },
      TimeoutSeconds: 10,
      ResultSelector: { "Status.$": "$.Status" },
      ResultPath: "$.mutex_holder.execution",
      Retry: [{ ErrorEquals: ["Sfn.SdkClientException", "Sfn.SfnException"], IntervalSeconds: 2, MaxAttempts: 4 }],
      Catch: [{ ErrorEquals: [FORGOTTEN], ResultPath: "$.mutex_conflict", Next: "TakeOverMutex" }, outage],
      Next: "CheckMutexHolderStatus",
    },
    CheckMutexHolderStatus: {
      Type: "Choice",
      Choices: [{ ...isOneOf("$.mutex_holder.execution.Status", ["RUNNING", "PENDING_REDRIVE"]), Next: conflictState }],
      Default: "TakeOverMutex",
    },
  };
}

const KEY = { mutex_key: { "S.$": "$$.StateMachine.Name" } };

function put(table: string, condition: object, Catch: readonly object[], Next: string): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
    Parameters: {
      TableName: table,
      Item: {
        ...KEY,
        execution_arn: { "S.$": "$$.Execution.Id" },
        started_at: { "S.$": "$$.Execution.StartTime" },
        pipeline_role: { "S.$": "$.pipeline_role" },
      },
      ...condition,
    },
    TimeoutSeconds: 10,
    Retry: RETRY,
    ResultPath: "$.mutex_result",
    Catch,
    Next,
  };
}
