import type { JsonValue } from "@alpha-engine/asl";
import type { CloudEvent, CommandView } from "@alpha-engine/local-cloud";

import { dateOf, type HistoryReader, type StateRun } from "../history/state-runs.ts";
import { valueIn } from "../history/value-in.ts";
import { answerIn, failureIn, type RecordedEvent, scheduledIn } from "./history-event.ts";

/** What a local cloud would have told of an execution, as far as its history shows it: its tasks, commands and messages. */
export function* eventsOfHistory(
  history: readonly RecordedEvent[],
  reader: HistoryReader,
  executionArn: string,
): Generator<CloudEvent> {
  const underWay = new Attempts();
  const failures = new Set<number>();
  const retried = new Set(
    history.flatMap((event) => (scheduledIn(event) === undefined ? [] : [event.previousEventId ?? 0])),
  );
  const caught = new Set(
    history.flatMap((event) => (event.stateExitedEventDetails === undefined ? [] : [event.previousEventId ?? 0])),
  );
  for (const event of history) {
    const told = { at: dateOf(event.timestamp).getTime(), executionArn } as const;
    yield { type: "history", ...told, event: event as unknown as Readonly<Record<string, unknown>> };
    if (isEnd(event)) for (const attempt of underWay.all()) yield aborted(attempt, told);
    const run = reader.runOf(event);
    if (run === undefined) continue;
    const attempt = underWay.after(event, run);
    if (attempt !== undefined) yield* newsOf(event, { ...attempt, ...told });
    const failure =
      event.type.startsWith("Execution") && event.type !== "ExecutionFailed" ? undefined : failureIn(event);
    if (failure !== undefined) failures.add(event.id);
    // What a task failed of is told by its own event; what a state failed of in its data only by the end of it all.
    const isTold = event.type === "ExecutionFailed" && failures.has(event.previousEventId ?? 0);
    if (failure === undefined || isTold) continue;
    const leadsTo = retried.has(event.id) ? "retry" : caught.has(event.id) ? "catch" : "end";
    const why = { error: failure.error ?? "", cause: failure.cause ?? "" };
    yield { type: "state-failed", ...told, ...placeOf(run), ...why, leadsTo };
  }
}

function placeOf({ name, thread, item }: StateRun): Pick<Attempt, "state" | "thread" | "iteration"> {
  return { state: name, thread, ...(item === undefined ? {} : { iteration: item }) };
}

type Task = Omit<Extract<CloudEvent, { type: "task" }>, "type" | "phase" | "output" | "error" | "cause">;

/** What is scheduled and has not ended. */
type Attempt = Omit<Task, "at" | "executionArn">;

function aborted(attempt: Attempt, told: Pick<Task, "at" | "executionArn">): CloudEvent {
  return { type: "task", ...attempt, ...told, phase: "aborted" };
}

/** The attempts that are under way, by the visits that they are part of. */
class Attempts {
  readonly #underWay = new Map<StateRun, Attempt>();
  readonly #begun = new Map<StateRun, number>();

  all(): readonly Attempt[] {
    const all = [...this.#underWay.values()];
    this.#underWay.clear();
    return all;
  }

  /** The attempt that an event begins, continues or ends. */
  after(event: RecordedEvent, run: StateRun): Attempt | undefined {
    const scheduled = scheduledIn(event);
    if (scheduled !== undefined) {
      const attempt = this.#begun.get(run) ?? 0;
      this.#begun.set(run, attempt + 1);
      const { resource } = scheduled;
      const parameters = valueIn(scheduled.parameters) as JsonValue;
      this.#underWay.set(run, { id: String(event.id), attempt, resource, parameters, ...placeOf(run) });
    }
    const attempt = this.#underWay.get(run);
    const isOver = answerIn(event) !== undefined || failureIn(event) !== undefined || isAbort(event);
    if (isOver) this.#underWay.delete(run);
    return attempt;
  }
}

function isEnd({ type }: RecordedEvent): boolean {
  return /^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/.test(type);
}

/** Of a state that somebody else's failure ended. */
function isAbort({ type }: RecordedEvent): boolean {
  return type.endsWith("StateAborted");
}

/** How far an event brings its task; what polls were answered about commands, and what was published. */
function* newsOf(event: RecordedEvent, task: Task): Generator<CloudEvent> {
  if (scheduledIn(event) !== undefined) yield { type: "task", ...task, phase: "scheduled" };
  if (isAbort(event)) yield aborted(task, task);
  const submitted = event.taskSubmittedEventDetails?.output;
  if (submitted !== undefined)
    yield { type: "task", ...task, phase: "submitted", output: valueIn(submitted) as JsonValue };
  const failure = failureIn(event);
  if (failure !== undefined)
    yield { type: "task", ...task, phase: "failed", error: failure.error ?? "", cause: failure.cause ?? "" };
  const answer = answerIn(event);
  if (answer === undefined) return;
  const output = valueIn(answer.output);
  yield { type: "task", ...task, phase: "succeeded", output: output as JsonValue };
  const polled = task.resource.endsWith(":ssm:getCommandInvocation") ? commandIn(output) : undefined;
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
