import { at, isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import type { Rule } from "../../rule/rule.ts";

/** As Step Functions spells the services of the SDK integration in error names, in executions recorded from AWS and in its documentation (2026-11). */
const SDK_NAMES: Readonly<Record<string, string>> = {
  athena: "Athena",
  cloudformation: "CloudFormation",
  cloudwatch: "CloudWatch",
  cloudwatchlogs: "CloudWatchLogs",
  dynamodb: "DynamoDb",
  ec2: "Ec2",
  ecs: "Ecs",
  eventbridge: "EventBridge",
  glue: "Glue",
  iam: "Iam",
  kms: "Kms",
  lambda: "Lambda",
  rds: "Rds",
  s3: "S3",
  scheduler: "Scheduler",
  secretsmanager: "SecretsManager",
  sfn: "Sfn",
  sns: "Sns",
  sqs: "Sqs",
  ssm: "Ssm",
  sts: "Sts",
};
const STATES = [
  "States.ALL",
  "States.DataLimitExceeded",
  "States.ExceedToleratedFailureThreshold",
  "States.HeartbeatTimeout",
  "States.Http.Socket",
  "States.IntrinsicFailure",
  "States.ItemReaderFailed",
  "States.NoChoiceMatched",
  "States.ParameterPathFailure",
  "States.Permissions",
  "States.QueryEvaluationError",
  "States.ResultPathMatchFailure",
  "States.ResultWriterFailed",
  "States.Runtime",
  "States.TaskFailed",
  "States.Timeout",
  "States.BranchFailed",
];
/** The one name of which older logs show another form; named beside the right one it does no harm. */
const BARE = "Ssm.InvocationDoesNotExist";

export const rule: Rule = {
  id: "error-name",
  severity: "error",
  preset: "recommended",
  what: "A Retry or a Catch names an error that this task can never raise: a wrong spelling, another integration's name, no Exception at the end, States.ALL not last.",
  why: "The entry never fires, and the error goes to the next one: a mutex conflict that fell into the fail-open Catch never excluded anything.",
  mend: "The SDK integrations raise <Service>.<Error>Exception with the service as the Java SDK spells it: DynamoDb., Ssm., Sfn.",
  known:
    "DynamoDB. for DynamoDb. in a mutex, never once effective (May to August 2026); recordings of SDK integrations",
  *check({ states }) {
    for (const state of states) {
      for (const list of ["Retry", "Catch"]) {
        const entries = listOf(state.raw[list]);
        for (const [index, entry] of entries.entries()) {
          if (!isObject(entry)) continue;
          const names = listOf(entry["ErrorEquals"]).map(String);
          const pointer = at(state.pointer, list, index, "ErrorEquals");
          if (names.includes("States.ALL") && index < entries.length - 1)
            yield {
              message: `States.ALL must be in the last entry of ${list}: what stands behind it never fires`,
              state,
              pointer,
            };
          for (const name of names) {
            const problem = problemOf(name, names, state);
            if (problem !== undefined) yield { message: `${list} names ${name}: ${problem}`, state, pointer };
          }
        }
      }
    }
  },
};

function problemOf(name: string, beside: readonly string[], { call }: StateNode): string | undefined {
  if (name.startsWith("States.")) {
    if (STATES.includes(name)) return undefined;
    const near = nearest(name, STATES);
    return `there is no such error${near === undefined ? "" : `; ${near} is one`}`;
  }
  const [service = "", error = ""] = name.split(".", 2);
  if (call?.sdk !== true || error === "") return undefined;
  const right = SDK_NAMES[call.service];
  if (right !== undefined && service !== right && service.toLowerCase() === right.toLowerCase())
    return `the SDK integration spells it ${right}.${error}`;
  if (service.toLowerCase() !== (right ?? call.service).toLowerCase()) return undefined;
  if (name === BARE && beside.includes(`${BARE}Exception`)) return undefined;
  return error.endsWith("Exception") ? undefined : `errors of the SDK integration end in Exception: ${name}Exception`;
}
