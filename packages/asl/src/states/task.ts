import type { Resource, TaskState } from "../definition/machine.ts";
import type { TaskCall } from "../execution/execution.ts";
import { checkPayload } from "../execution/payload.ts";
import { uuid } from "../intrinsics/functions.ts";
import { isObject, type JsonValue } from "../json.ts";
import { withPayload } from "../transition/details.ts";
import { dataFailure } from "../transition/failures.ts";
import { iterationOf } from "../transition/iteration.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { startTimer } from "../transition/timers.ts";
import { inputOf, valueOf } from "../transition/values.ts";
import { secondsOf } from "./numbers.ts";
import { refusedParameters } from "./refused-parameters.ts";

/** What the event that schedules a task tells besides its call. */
interface Limits {
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
  taskCredentials?: { readonly roleArn: string };
}

/** Schedules the task. */
export function runTask(transition: OpenTransition, thread: ActiveThread, state: TaskState): void {
  const { frame } = thread;
  const { resource } = state;
  if (resource.pattern !== "request-response" || resource.kind === "activity")
    frame.token ??= givenToken(transition) ?? Buffer.from(uuid(() => transition.random())).toString("base64");
  const input = inputOf(transition, thread);
  const parameters = state.parameters === undefined ? input : valueOf(transition, thread, state.parameters, { input });
  transition.note(state.queryLanguage === "JSONata" ? "afterArguments" : "afterParameters", parameters);
  const refused = refusedParameters(resource, parameters);
  if (refused.length > 0)
    throw dataFailure(
      transition,
      thread,
      `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${refused.join(", ")}]`,
    );
  const visit = { transition, thread, state, input };
  const timeout = secondsOf(visit, "TimeoutSeconds", state.timeoutSeconds);
  const heartbeat = secondsOf(visit, "HeartbeatSeconds", state.heartbeatSeconds);
  const credentials =
    state.credentials === undefined ? undefined : valueOf(transition, thread, state.credentials, { input });

  const roleArn = isObject(credentials) ? credentials["RoleArn"] : undefined;
  const limits: Limits = {};
  if (timeout !== undefined) limits.timeoutInSeconds = timeout;
  if (heartbeat !== undefined) limits.heartbeatInSeconds = heartbeat;
  if (typeof roleArn === "string") limits.taskCredentials = { roleArn };
  const { bytes } = checkPayload(parameters, state);
  recordScheduled(transition, thread, resource, { parameters, bytes, limits });
  if (timeout !== undefined) startTimer(transition, "timeout", thread, timeout * 1000);
  if (heartbeat !== undefined) {
    frame.heartbeatSeconds = heartbeat;
    startTimer(transition, "heartbeat", thread, heartbeat * 1000);
  }
  frame.taken = undefined;
  frame.task = transition.newId();
  transition.execution.tasks[frame.task] = thread.id;
  const iteration = iterationOf(thread);
  const call: { -readonly [K in keyof TaskCall]: TaskCall[K] } = {
    state: state.name,
    kind: resource.kind,
    resource: resource.arn,
    parameters,
    attempt: frame.retryCount,
    thread: thread.id,
  };
  if (timeout !== undefined) call.timeoutSeconds = timeout;
  if (heartbeat !== undefined) call.heartbeatSeconds = heartbeat;
  if (frame.token !== undefined) call.taskToken = frame.token;
  if (iteration !== undefined) call.iteration = iteration;
  transition.effects.push({ type: "task", id: frame.task, call });
}

/** A worker has taken the activity; that it has is clear once it says anything. [recordings: activities] */
export function recordTaken(
  transition: OpenTransition,
  thread: ActiveThread,
  { resource }: TaskState,
  workerName?: string,
): void {
  if (resource.kind !== "activity" || thread.frame.taken === true) return;
  thread.frame.taken = true;
  transition.record(thread, "ActivityStarted", workerName === undefined ? {} : { workerName });
}

type Outcome = "Scheduled" | "Started" | "Submitted" | "Succeeded" | "Failed" | "TimedOut";
const TASK: Readonly<Record<Outcome, string>> = {
  Scheduled: "TaskScheduled",
  Started: "TaskStarted",
  Submitted: "TaskSubmitted",
  Succeeded: "TaskSucceeded",
  Failed: "TaskFailed",
  TimedOut: "TaskTimedOut",
};

/** What becomes of a task, in the event names of its kind. [recordings: services_lambda, activities] */
export function recordTask(
  transition: OpenTransition,
  thread: ActiveThread,
  { kind, resourceType, resource }: Resource,
  { outcome, details }: { readonly outcome: Outcome; readonly details: object },
): void {
  if (kind === "lambda") transition.record(thread, `LambdaFunction${outcome}`, details);
  else if (kind === "activity") transition.record(thread, `Activity${outcome}`, details);
  else transition.record(thread, TASK[outcome], Object.assign(details, { resourceType, resource }));
}

function recordScheduled(
  transition: OpenTransition,
  thread: ActiveThread,
  resource: Resource,
  { parameters, bytes, limits }: { readonly parameters: JsonValue; readonly bytes: number; readonly limits: Limits },
): void {
  if (resource.kind === "service") {
    const called = { region: regionOf(transition), ...limits };
    recordTask(transition, thread, resource, {
      outcome: "Scheduled",
      details: withPayload(called, "parameters", parameters, bytes),
    });
    recordTask(transition, thread, resource, { outcome: "Started", details: {} });
    return;
  }
  const input = JSON.stringify(parameters);
  recordTask(transition, thread, resource, {
    outcome: "Scheduled",
    details: { resource: resource.arn, input, ...limits },
  });
  if (resource.kind === "lambda") transition.record(thread, "LambdaFunctionStarted");
}

/** A test of a single state may say it. [recordings: test_state_wait_task_context_object] */
function givenToken({ inspected, execution }: OpenTransition): string | undefined {
  const task = execution.context["Task"];
  const token = inspected && isObject(task) ? task["Token"] : undefined;
  return typeof token === "string" ? token : undefined;
}

function regionOf(transition: OpenTransition): string {
  const own = transition.execution.context["Execution"];
  const id = isObject(own) ? own["Id"] : undefined;
  return (typeof id === "string" ? id.split(":")[3] : undefined) ?? "us-east-1";
}
