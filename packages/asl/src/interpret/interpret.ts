import type { Machine } from "../definition/machine.ts";
import { advanceInPlace } from "../execution/advance.ts";
import type { Effect, Evaluation, Execution, ExecutionEvent, TaskCall } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import { start } from "../execution/start.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { evaluateJsonata } from "../jsonata/evaluate.ts";
import type { Clock } from "../time/clock.ts";
import { wallClock } from "../time/wall-clock.ts";
import { TaskFailure } from "./task-failure.ts";

/** A task to be done. */
export interface TaskRequest extends TaskCall {
  /** Aborted when nobody waits for the answer any more: a timeout, a failed sibling, the end of the execution. */
  readonly signal: AbortSignal;
  /** Says that a `.sync` or `.waitForTaskToken` task has been handed over, and what the service answered. */
  readonly submitted: (output: JsonValue) => void;
  /** Says that the task is alive, where it has `HeartbeatSeconds`. */
  readonly heartbeat: () => void;
}

export interface InterpretOptions {
  /** Does the tasks. Throw a {@link TaskFailure} to fail one. */
  readonly tasks: (request: TaskRequest) => Promise<JsonValue>;
  /** @default wallClock() */
  readonly clock?: Clock;
  /** `$$.Execution` (`Id`, `Name`, `RoleArn`) and `$$.StateMachine` (`Id`, `Name`). */
  readonly context?: { readonly execution?: JsonObject; readonly stateMachine?: JsonObject };
  /** Aborts the execution; its reason's `error` and `cause` become the execution's. */
  readonly signal?: AbortSignal;
  /** Called for every event of the history as it is appended. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Numbers in [0, 1), for jitter, UUIDs and random numbers. @default Math.random */
  readonly random?: () => number;
}

export interface ExecutionResult {
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  readonly history: readonly HistoryEvent[];
  readonly startDate: Date;
  readonly stopDate: Date;
}

/** Runs a machine to its end. Rejects only when a caller's own function throws outside a task. */
export async function interpret(
  machine: Machine,
  input: JsonValue,
  options: InterpretOptions,
): Promise<ExecutionResult> {
  const { tasks, clock = wallClock(), context = {}, signal, onEvent, random = Math.random } = options;
  const history: HistoryEvent[] = [];
  const aborts = new Map<string, AbortController>();
  const cancels = new Map<string, () => void>();
  const ended = Promise.withResolvers<ExecutionResult>();
  let execution: Execution;

  const send = (event: ExecutionEvent): void => {
    try {
      handle(advanceInPlace(machine, execution, event));
    } catch (error) {
      ended.reject(error);
    }
  };
  const handle = (effects: readonly Effect[]): void => {
    for (const effect of effects) perform(effect);
    if (execution.status !== "RUNNING") ended.resolve(resultOf(execution, history));
  };
  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case "history":
        history.push(effect.event);
        onEvent?.(effect.event);
        break;
      case "task":
        void runTask(effect);
        break;
      case "cancel-task":
        aborts.get(effect.id)?.abort();
        break;
      case "wake":
        cancels.set(
          effect.id,
          clock.schedule(effect.at - clock.now(), () => {
            cancels.delete(effect.id);
            send({ type: "wake", id: effect.id, at: clock.now() });
          }),
        );
        break;
      case "cancel-wake":
        cancels.get(effect.id)?.();
        cancels.delete(effect.id);
        break;
      case "evaluate":
        void evaluate(effect.id, effect.evaluations);
    }
  };
  const runTask = async ({ id, call }: Extract<Effect, { type: "task" }>): Promise<void> => {
    const release = clock.hold();
    const controller = new AbortController();
    aborts.set(id, controller);
    const event = await attempt(() =>
      tasks({
        ...call,
        signal: controller.signal,
        submitted: (output) => send({ type: "task-submitted", id, output, at: clock.now() }),
        heartbeat: () => send({ type: "task-heartbeat", id, at: clock.now() }),
      }),
    );
    aborts.delete(id);
    send({ ...event, id, at: clock.now() });
    release();
  };
  const evaluate = async (id: string, evaluations: readonly Evaluation[]): Promise<void> => {
    const release = clock.hold();
    const answers = await Promise.all(evaluations.map((evaluation) => evaluateJsonata(machine, evaluation)));
    send({ type: "evaluated", id, answers, at: clock.now() });
    release();
  };
  const abort = (): void => {
    const { error, cause } = (signal?.reason ?? {}) as { error?: unknown; cause?: unknown };
    send({
      type: "abort",
      at: clock.now(),
      ...(typeof error === "string" && error !== "" ? { error } : {}),
      ...(typeof cause === "string" && cause !== "" ? { cause } : {}),
    });
  };

  const [first, effects] = start(machine, input, { at: clock.now(), seed: Math.floor(random() * 2 ** 31), ...context });
  execution = first;
  handle(effects);
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await ended.promise;
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const controller of aborts.values()) controller.abort();
    for (const cancel of cancels.values()) cancel();
  }
}

type Outcome =
  | { readonly type: "task-succeeded"; readonly output: JsonValue }
  | { readonly type: "task-failed"; readonly error?: string; readonly cause?: string }
  | { readonly type: "task-timed-out"; readonly cause?: string };

async function attempt(task: () => Promise<JsonValue>): Promise<Outcome> {
  try {
    const output: JsonValue | undefined = await task();
    return { type: "task-succeeded", output: output === undefined ? null : output };
  } catch (error) {
    const failure = error instanceof TaskFailure ? error : unexpectedFailure(error);
    const cause = failure.cause === "" ? {} : { cause: failure.cause };
    if (failure.error === "States.Timeout") return { type: "task-timed-out", ...cause };
    return { type: "task-failed", ...(failure.error === "" ? {} : { error: failure.error }), ...cause };
  }
}

/** An error that is no TaskFailure fails the task too, by its class's name. */
function unexpectedFailure(error: unknown): TaskFailure {
  return error instanceof Error ? new TaskFailure(error.name, error.message) : new TaskFailure("Error", String(error));
}

function resultOf(execution: Execution, history: readonly HistoryEvent[]): ExecutionResult {
  const { status, output, error, cause, startedAt, stoppedAt = startedAt } = execution;
  if (status === "RUNNING") throw new Error("The execution has not ended.");
  return {
    status,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    history,
    startDate: new Date(startedAt),
    stopDate: new Date(stoppedAt),
  };
}
