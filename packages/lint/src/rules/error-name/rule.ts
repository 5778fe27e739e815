import { at, isObject, listOf, type ServiceCall, type StateNode, textOf } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import type { Rule } from "../../rule/rule.ts";
import type { Severity } from "../../rule/severity.ts";

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
/** As the optimised integrations spell theirs (recordings, 2026-11). */
const OPTIMISED: Readonly<Record<string, string>> = {
  batch: "Batch",
  dynamodb: "DynamoDB",
  ecs: "ECS",
  events: "EventBridge",
  glue: "Glue",
  sns: "SNS",
  sqs: "SQS",
  states: "StepFunctions",
};
/** What Lambda itself raises, under its own prefix. */
const OF_LAMBDA = ["ServiceException", "AWSLambdaException", "SdkClientException", "TooManyRequestsException"];
/** The one name of which older logs show another form; named beside the right one it does no harm. */
const BARE = "Ssm.InvocationDoesNotExist";

export const rule: Rule = {
  id: "error-name",
  severity: "error",
  preset: "recommended",
  what: "A Retry or a Catch names an error that this task can never raise: a wrong spelling, another integration's name, no service before it, no Exception at the end, States.ALL not last.",
  why: "The entry never fires, and the error goes to the next one: a mutex conflict that fell into the fail-open Catch never excluded anything.",
  mend: "The SDK integrations raise <Service>.<Error>Exception with the service as the Java SDK spells it: DynamoDb., Ssm., Sfn.; the optimised ones DynamoDB., SNS., SQS., ECS.; Lambda its own errors as Lambda.<Error>.",
  known:
    "DynamoDB. for DynamoDb. in a mutex, never once effective (May to August 2026); recordings of SDK integrations",
  *check({ states }) {
    const own = new Set(states.flatMap(({ type, raw }) => (type === "Fail" ? [textOf(raw["Error"])] : [])));
    for (const state of states) {
      for (const list of ["Retry", "Catch"]) {
        const entries = listOf(state.raw[list]);
        const earlier = new Set<string>();
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
            const problem = problemOf(name, names, state, own) ?? shadowed(name, earlier);
            if (problem !== undefined)
              yield { message: `${list} names ${name}: ${problem.text}`, severity: problem.severity, state, pointer };
          }
          names.forEach((name) => earlier.add(name));
        }
      }
    }
  },
};

interface Problem {
  readonly text: string;
  readonly severity: Severity;
}

function problemOf(
  name: string,
  beside: readonly string[],
  state: StateNode,
  own: ReadonlySet<string>,
): Problem | undefined {
  if (name.startsWith("States.")) {
    if (STATES.includes(name) || own.has(name) || name.startsWith("States.Http.")) return undefined;
    const near = nearest(name, STATES);
    return wrong(`there is no such error${near === undefined ? "" : `; ${near} is one`}`);
  }
  const { call } = state;
  if (call === undefined || own.has(name) || !/^arn:[^$]*$/.test(textOf(state.raw["Resource"]))) return undefined;
  if (call.service === "lambda" && !call.sdk) return ofLambda(name, beside);
  return call.sdk ? ofSdk(name, beside, call.service) : ofOptimised(name, call);
}

function ofLambda(name: string, beside: readonly string[]): Problem | undefined {
  if (OF_LAMBDA.includes(name) && !beside.includes(`Lambda.${name}`))
    return doubtful(`where Lambda itself raises it, it is Lambda.${name}`);
  // Newer runtimes report a crash and a timeout under names of their own (documentation: handle errors of Lambda functions).
  const wider = ["Sandbox.Timedout", "States.TaskFailed", "States.ALL"];
  return name === "Lambda.Unknown" && !wider.some((other) => beside.includes(other))
    ? doubtful("newer runtimes raise Sandbox.Timedout or Runtime.ExitError instead; States.TaskFailed takes them all")
    : undefined;
}

function ofSdk(name: string, beside: readonly string[], called: string): Problem | undefined {
  const [service = "", error = ""] = name.split(".", 2);
  const right = SDK_NAMES[called];
  // A name of another kind may be the definition's own, for what is never raised.
  if (error === "")
    return /(?:Exception|Error|Fault)$|^NoSuch/.test(name)
      ? wrong(`the SDK integration raises it as ${right ?? "<Service>"}.${name}`)
      : undefined;
  if (right !== undefined && service !== right && service.toLowerCase() === right.toLowerCase())
    return wrong(`the SDK integration spells it ${right}.${error}`);
  if (service.toLowerCase() !== (right ?? called).toLowerCase()) return ofAnother(service);
  if (name === BARE && beside.includes(`${BARE}Exception`)) return undefined;
  return error.endsWith("Exception")
    ? undefined
    : wrong(`errors of the SDK integration end in Exception: ${name}Exception`);
}

/** Who is answered by token is given whatever name the worker says. */
function ofOptimised(name: string, { service: called, pattern }: ServiceCall): Problem | undefined {
  const right = OPTIMISED[called];
  if (right === undefined || pattern === "callback") return undefined;
  const [service = "", error = ""] = name.split(".", 2);
  if (error === "")
    return doubtful(`errors of this integration begin with ${right}., and a failed job is States.TaskFailed`);
  if (service === right) return undefined;
  return service.toLowerCase() === right.toLowerCase()
    ? wrong(`this integration spells it ${right}.${error}`)
    : ofAnother(service);
}

function ofAnother(service: string): Problem | undefined {
  const others = [...Object.values(SDK_NAMES), ...Object.values(OPTIMISED)];
  return others.includes(service) ? doubtful("that is an error of another service") : undefined;
}

/** The first entry that names an error takes it. */
function shadowed(name: string, earlier: ReadonlySet<string>): Problem | undefined {
  const isTask = !["States.Timeout", "States.HeartbeatTimeout", "States.ALL"].includes(name);
  if (earlier.has(name)) return doubtful("an entry before it has taken it");
  return isTask && earlier.has("States.TaskFailed") && !name.startsWith("States.")
    ? doubtful("the States.TaskFailed before it has taken it")
    : undefined;
}

const wrong = (text: string): Problem => ({ text, severity: "error" });
const doubtful = (text: string): Problem => ({ text, severity: "warning" });
