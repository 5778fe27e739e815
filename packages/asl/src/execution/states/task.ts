import type { NumberSource, Resource, TaskState } from "../../definition/machine.ts";
import { uuid } from "../../intrinsics/functions.ts";
import { isObject, type JsonValue } from "../../json.ts";
import { evaluatePath } from "../../paths/evaluate-path.ts";
import type { TaskCall } from "../execution.ts";
import { type Active, noResults, type Run } from "../run.ts";

/** Schedules the task. */
export function runTask(run: Run, thread: Active, state: TaskState): void {
  const { frame } = thread;
  const { resource } = state;
  if (resource.pattern !== "request-response" || resource.kind === "activity")
    frame.token ??= Buffer.from(uuid(() => run.random())).toString("base64");
  const input = run.wholePath(thread, state.inputPath, frame.input);
  const parameters = state.parameters === undefined ? input : run.value(thread, state.parameters, { input });
  const timeout = seconds(run, thread, state.timeoutSeconds, "TimeoutSeconds", input);
  const heartbeat = seconds(run, thread, state.heartbeatSeconds, "HeartbeatSeconds", input);
  const credentials = state.credentials === undefined ? undefined : run.value(thread, state.credentials, { input });

  const limits = {
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
  };
  const roleArn = isObject(credentials) ? credentials["RoleArn"] : undefined;
  recordScheduled(run, thread, resource, parameters, {
    ...limits,
    ...(typeof roleArn === "string" ? { taskCredentials: { roleArn } } : {}),
  });
  if (timeout !== undefined) run.startTimer("timeout", thread, timeout * 1000);
  if (heartbeat !== undefined) {
    frame.heartbeatSeconds = heartbeat;
    run.startTimer("heartbeat", thread, heartbeat * 1000);
  }
  frame.task = run.newId();
  run.execution.tasks[frame.task] = thread.id;
  const index = isObject(thread.map?.["Item"]) ? thread.map["Item"]["Index"] : undefined;
  const call: TaskCall = {
    state: state.name,
    resource: resource.arn,
    parameters,
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatSeconds: heartbeat }),
    attempt: frame.retryCount,
    ...(frame.token === undefined ? {} : { taskToken: frame.token }),
    ...(typeof index === "number" ? { iteration: index } : {}),
  };
  run.effects.push({ type: "task", id: frame.task, call });
}

/** A task's end, in the event names of its kind. [recordings: services_lambda, activities] */
export function recordTask(
  run: Run,
  thread: Active,
  { kind, resourceType, resource }: Resource,
  outcome: string,
  details: object,
): void {
  if (kind === "lambda") run.record(thread, `LambdaFunction${outcome}`, details);
  else if (kind === "activity") run.record(thread, `Activity${outcome}`, details);
  else run.record(thread, `Task${outcome}`, { resourceType, resource, ...details });
}

function recordScheduled(run: Run, thread: Active, resource: Resource, parameters: JsonValue, details: object): void {
  const text = JSON.stringify(parameters);
  if (resource.kind === "service") {
    recordTask(run, thread, resource, "Scheduled", { region: regionOf(run), parameters: text, ...details });
    recordTask(run, thread, resource, "Started", {});
    return;
  }
  recordTask(run, thread, resource, "Scheduled", { resource: resource.arn, input: text, ...details });
  if (resource.kind === "activity") run.record(thread, "ActivityStarted", {});
  else run.record(thread, "LambdaFunctionStarted");
}

function regionOf(run: Run): string {
  const own = run.execution.context["Execution"];
  const id = isObject(own) ? own["Id"] : undefined;
  return (typeof id === "string" ? id.split(":")[3] : undefined) ?? "us-east-1";
}

function seconds(
  run: Run,
  thread: Active,
  source: NumberSource | undefined,
  name: string,
  input: JsonValue,
): number | undefined {
  if (source === undefined) return undefined;
  const data = run.pathData(thread, { input });
  if (source.kind === "path" && evaluatePath(source.path, data) === undefined) {
    throw run.failure(thread, `Invalid path '${source.path.text}' : ${noResults(source.path, data)}`);
  }
  const value = run.source(thread, source, { input });
  if (Number.isInteger(value) && Number(value) > 0) return Number(value);
  throw run.failure(thread, `The ${name} parameter must be a positive integer, but was ${JSON.stringify(value)}`);
}
