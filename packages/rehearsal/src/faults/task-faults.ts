import type { JsonValue } from "@alpha-engine/asl";
import type { RequestFault, RequestView, TaskFault, TaskView } from "@alpha-engine/local-cloud";
import { actionOf } from "@alpha-engine/local-cloud/models";

import { invocationFault, requestFault } from "./faults-of-cloud.ts";
import type { ReadKind } from "./read-kind.ts";
import { type Field, without } from "./read-later.ts";

/** What is known of a task beside itself. */
export interface TaskKnown {
  /** What later states read of its answer. */
  readonly read: readonly Field[];
  /** Of the function that it invokes, as `15m`. */
  readonly timeout: string | number | undefined;
  /** Told when its answer has really become another; or why it has not. */
  readonly onChanged: (unchanged?: string) => void;
}

/** What goes wrong with a task itself: with what a function answers it, and with what stands in for a call. */
export function taskFault(kind: ReadKind, task: TaskView, known: TaskKnown): TaskFault | undefined {
  if (isFunction(task.resource)) {
    if (kind.id === "lambda:empty")
      return { kind: "answer", change: (answer) => changed(answer, emptied(answer), known) };
    if (kind.id === "lambda:bad-answer") return { kind: "answer", change: (answer) => lacking(answer, kind, known) };
    if (kind.id === "lambda:timeout") return timedOut(known);
  }
  return task.standIn === undefined ? undefined : inPlaceOfStandIn(kind, task);
}

function isFunction(resource: string): boolean {
  return /^arn:[^:]*:lambda:/.test(resource) || /:states:::(?:aws-sdk:)?lambda:invoke/.test(resource);
}

function changed(before: JsonValue, after: JsonValue, { onChanged }: TaskKnown, unchanged?: string): JsonValue {
  onChanged(JSON.stringify(before) === JSON.stringify(after) ? unchanged : undefined);
  return after;
}

/** The answer of a function that forgot to return one. */
function emptied(answer: JsonValue): JsonValue {
  const payload = payloadIn(answer);
  if (payload === undefined) return null;
  return { ...(answer as object), Payload: typeof payload === "string" ? "null" : null };
}

/** What the integration puts around the answer of a function; `undefined` where the answer is that alone. */
function payloadIn(answer: JsonValue): unknown {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return undefined;
  return "StatusCode" in answer && "Payload" in answer ? answer["Payload"] : undefined;
}

function lacking(answer: JsonValue, { field }: ReadKind, known: TaskKnown): JsonValue {
  const payload = payloadIn(answer);
  const inside: Field = payload === undefined ? [] : typeof payload === "string" ? ["Payload", "{}"] : ["Payload"];
  const wanted = field === undefined ? known.read : [[...inside, ...field.split(".")]];
  const first = wanted.find((keys) => JSON.stringify(without(answer, keys)) !== JSON.stringify(answer));
  const names = wanted.map((keys) => keys.join(".")).join(", ");
  return changed(answer, without(answer, first ?? []) as JsonValue, known, `its answer has no ${names}`);
}

/** As invocations that really time out are told: after all their time. */
function timedOut({ timeout = "15m" }: TaskKnown): TaskFault {
  const [error, errorMessage] = ["Sandbox.Timedout", "Error: Task timed out after the function's timeout"];
  const cause = JSON.stringify({ errorType: error, errorMessage });
  return { kind: "error", error, cause, after: timeout as NonNullable<Extract<TaskFault, { kind: "error" }>["after"]> };
}

/** No function runs and no request is made: the task fails with what would have come of it. */
function inPlaceOfStandIn(kind: ReadKind, { resource, by }: TaskView): TaskFault | undefined {
  const thrown = isFunction(resource) ? invocationFault(kind) : undefined;
  if (thrown !== undefined) return { kind: "error", error: thrown.errorType, cause: JSON.stringify(thrown) };
  const [service = "", action = ""] = actionOf(resource).split(":");
  const operation = `${action.slice(0, 1).toUpperCase()}${action.slice(1)}`;
  const request: RequestView = { service: SIGNED[service] ?? service, operation, count: 1, by };
  const fault = requestFault(kind, request);
  return fault === undefined ? undefined : asTaskFault(fault, prefixOf(service));
}

const SIGNED: Readonly<Record<string, string>> = { sfn: "states", cloudwatch: "monitoring", eventbridge: "events" };
const PREFIXES: Readonly<Record<string, string>> = {
  dynamodb: "DynamoDB",
  sns: "SNS",
  sqs: "SQS",
  ecs: "ECS",
  eks: "Eks",
};

function prefixOf(service: string): string {
  return PREFIXES[service] ?? `${service.slice(0, 1).toUpperCase()}${service.slice(1)}`;
}

function asTaskFault(fault: RequestFault, prefix: string): TaskFault | undefined {
  const failed = (code: string, cause: string): TaskFault => {
    const error = `${prefix}.${code.endsWith("Exception") ? code : `${code}Exception`}`;
    return { kind: "error", error, cause };
  };
  switch (fault.kind) {
    case "throttle":
      return prefix === "Lambda" ? failed("TooManyRequests", "Rate Exceeded.") : failed("Throttling", "Rate exceeded");
    case "error":
      return failed(fault.code, fault.message ?? fault.code);
    case "reset":
      return failed("SdkClient", "Unable to execute HTTP request: Connection reset");
    default:
      return undefined;
  }
}
