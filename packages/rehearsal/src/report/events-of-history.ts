import type { JsonValue } from "@alpha-engine/asl";
import type { CloudEvent, CommandView } from "@alpha-engine/local-cloud";

import { dateOf } from "../history/state-runs.ts";
import { answerIn, failureIn, type RecordedEvent, scheduledIn, valueOf } from "./history-event.ts";
import type { Place, Threads } from "./threads.ts";

/** What is scheduled and has not ended. */
interface Attempt {
  readonly id: string;
  readonly attempt: number;
  readonly resource: string;
  readonly parameters: JsonValue;
}

/** What a local cloud would have told of an execution, as far as its history shows it: its tasks, commands and messages. */
export function* eventsOfHistory(
  history: readonly RecordedEvent[],
  threads: Threads,
  executionArn: string,
): Generator<CloudEvent> {
  const attempts = new Map<string, Attempt>();
  const failures = new Set<number>();
  const retried = new Set(
    history.flatMap((event) => (scheduledIn(event) === undefined ? [] : [event.previousEventId ?? 0])),
  );
  const caught = new Set(
    history.flatMap((event) => (event.stateExitedEventDetails === undefined ? [] : [event.previousEventId ?? 0])),
  );
  for (const event of history) {
    const at = dateOf(event.timestamp).getTime();
    const place = threads.of(event);
    const { state } = place;
    const told = { at, executionArn } as const;
    yield { type: "history", ...told, event: event as unknown as Readonly<Record<string, unknown>> };
    if (state === undefined) continue;
    const key = `${place.thread} ${state}`;
    const scheduled = scheduledIn(event);
    if (scheduled !== undefined) {
      const attempt = (attempts.get(key)?.attempt ?? -1) + 1;
      const parameters = valueOf(scheduled.parameters) as JsonValue;
      attempts.set(key, { id: String(event.id), attempt, resource: scheduled.resource, parameters });
    }
    if (event.stateEnteredEventDetails !== undefined) attempts.delete(key);
    const attempt = attempts.get(key);
    if (attempt !== undefined) yield* newsOf(event, { ...told, ...taskOf(place, state), ...attempt });
    const failure = failureIn(event);
    if (failure !== undefined) failures.add(event.id);
    // What a task failed of is told by its own event; what a state failed of in its data only by the end of it all.
    const isTold = event.type.startsWith("Execution") && failures.has(event.previousEventId ?? 0);
    if (failure === undefined || isTold) continue;
    const leadsTo = retried.has(event.id) ? "retry" : caught.has(event.id) ? "catch" : "end";
    const why = { error: failure.error ?? "", cause: failure.cause ?? "" };
    yield { type: "state-failed", ...told, ...taskOf(place, state), ...why, leadsTo };
  }
}

function taskOf({ thread, item }: Place, state: string): { state: string; thread: string; iteration?: number } {
  return { state, thread, ...(item === undefined ? {} : { iteration: item }) };
}

type Task = Omit<Extract<CloudEvent, { type: "task" }>, "type" | "phase" | "output" | "error" | "cause">;

/** How far an event brings its task; what polls were answered about commands, and what was published. */
function* newsOf(event: RecordedEvent, task: Task): Generator<CloudEvent> {
  if (scheduledIn(event) !== undefined) yield { type: "task", ...task, phase: "scheduled" };
  const submitted = event.taskSubmittedEventDetails?.output;
  if (submitted !== undefined)
    yield { type: "task", ...task, phase: "submitted", output: valueOf(submitted) as JsonValue };
  const failure = failureIn(event);
  if (failure !== undefined)
    yield { type: "task", ...task, phase: "failed", error: failure.error ?? "", cause: failure.cause ?? "" };
  const answer = answerIn(event);
  if (answer === undefined) return;
  yield { type: "task", ...task, phase: "succeeded", output: valueOf(answer) as JsonValue };
  const polled = task.resource.endsWith(":ssm:getCommandInvocation") ? commandIn(valueOf(answer)) : undefined;
  if (polled !== undefined) yield { type: "command-status", at: task.at, command: polled };
  if (/:sns:publish(?:\.waitForTaskToken)?$/.test(task.resource)) yield { type: "notification", ...messageIn(task) };
}

/** The answer of GetCommandInvocation, its times as Step Functions has them. */
function commandIn(answer: unknown): CommandView | undefined {
  const { CommandId, InstanceId, Status, StatusDetails, ResponseCode, ...rest } = (answer ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof CommandId !== "string" || typeof Status !== "string") return undefined;
  const endedAt = Date.parse(String(rest["ExecutionEndDateTime"]));
  return {
    commandId: CommandId,
    instanceId: textOf(InstanceId) ?? "",
    instanceTags: {},
    documentName: textOf(rest["DocumentName"]) ?? "",
    comment: textOf(rest["Comment"]) ?? "",
    script: "",
    status: Status as CommandView["status"],
    statusDetails: textOf(StatusDetails) ?? Status,
    responseCode: Number(ResponseCode ?? -1),
    requestedAt: 0,
    ...(Number.isNaN(endedAt) ? {} : { endedAt }),
  };
}

function messageIn({ at, parameters }: Task): Omit<Extract<CloudEvent, { type: "notification" }>, "type"> {
  const { TopicArn, Subject, Message } = (parameters ?? {}) as Readonly<Record<string, unknown>>;
  return {
    at,
    timestamp: new Date(at).toISOString(),
    topicArn: textOf(TopicArn) ?? "",
    subject: textOf(Subject) ?? null,
    message: typeof Message === "string" ? Message : (JSON.stringify(Message) ?? ""),
    messageId: "",
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
