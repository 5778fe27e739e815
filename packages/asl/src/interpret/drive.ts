import { advanceInPlace } from "../advance/advance.ts";
import type { Machine } from "../definition/machine.ts";
import type { Effect, Execution, ExecutionEvent, Transition } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import type { JsonValue } from "../json.ts";
import { evaluateJsonata } from "../jsonata/evaluate.ts";
import type { Evaluation, EvaluationAnswer } from "../jsonata/evaluation.ts";
import { wallClock } from "../time/wall-clock.ts";
import { type OpenTask, openTask } from "./open-task.ts";
import type { InterpretOptions } from "./options.ts";
import { answerS3 } from "./s3.ts";
import { TaskFailure } from "./task-failure.ts";

/** Does what an execution wants until it has ended; `history` gets its events. */
export async function drive(
  machine: Machine,
  [execution, first]: Transition,
  history: HistoryEvent[],
  { tasks, s3, signal, onEvent, clock = wallClock() }: InterpretOptions,
): Promise<Execution> {
  const running = new Map<string, OpenTask>();
  const cancels = new Map<string, () => void>();
  const ended = Promise.withResolvers<Execution>();
  /** Set while effects are being performed: what a handler reports meanwhile waits its turn. */
  let waiting: (readonly Effect[])[] | undefined;

  const send = (event: ExecutionEvent): void => handle(() => advanceInPlace(machine, execution, event));
  const handle = (transition: () => readonly Effect[]): void => {
    try {
      const effects = transition();
      if (waiting !== undefined) return void waiting.push(effects);
      const lists = (waiting = [effects]);
      for (const list of lists) for (const effect of list) perform(effect);
      waiting = undefined;
      if (execution.status !== "RUNNING") ended.resolve(execution);
    } catch (error) {
      ended.reject(error);
    }
  };
  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case "history":
        history.push(effect.event);
        onEvent?.(effect.event);
        break;
      case "task":
        runTask(effect);
        break;
      case "s3":
        void runS3(effect);
        break;
      case "cancel-task":
        running.get(effect.id)?.abort();
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
  const runTask = ({ id, call }: Extract<Effect, { type: "task" }>): void => {
    const release = clock.hold();
    const task = openTask(call, (event) => send({ ...event, id, at: clock.now() }));
    running.set(id, task);
    const end = (outcome: Outcome): void => {
      running.delete(id);
      send({ ...outcome, id, at: clock.now() });
      release();
    };
    try {
      tasks(task.request).then(
        (output: JsonValue | undefined) =>
          end({ type: "task-succeeded", output: output === undefined ? null : output }),
        (error: unknown) => end(outcomeOf(error)),
      );
    } catch (error) {
      end(outcomeOf(error));
    }
  };
  const runS3 = async ({ id, request }: Extract<Effect, { type: "s3" }>): Promise<void> => {
    const release = clock.hold();
    const answer = await answerS3(s3, request);
    send({ type: "s3-answered", id, answer, at: clock.now() });
    release();
  };
  const evaluate = async (id: string, evaluations: readonly Evaluation[]): Promise<void> => {
    const release = clock.hold();
    const answers: EvaluationAnswer[] = [];
    for (const evaluation of evaluations) answers.push(await evaluateJsonata(machine, evaluation));
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

  handle(() => first);
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await ended.promise;
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const task of running.values()) task.abort();
    for (const cancel of cancels.values()) cancel();
  }
}

type Outcome =
  | { readonly type: "task-succeeded"; readonly output: JsonValue }
  | { readonly type: "task-failed"; readonly error?: string; readonly cause?: string }
  | { readonly type: "task-timed-out"; readonly cause?: string };

function outcomeOf(error: unknown): Outcome {
  const failure = error instanceof TaskFailure ? error : unexpectedFailure(error);
  const cause = failure.cause === "" ? {} : { cause: failure.cause };
  if (failure.error === "States.Timeout") return { type: "task-timed-out", ...cause };
  return { type: "task-failed", ...(failure.error === "" ? {} : { error: failure.error }), ...cause };
}

/** An error that is no TaskFailure fails the task too, by its class's name. */
function unexpectedFailure(error: unknown): TaskFailure {
  return error instanceof Error ? new TaskFailure(error.name, error.message) : new TaskFailure("Error", String(error));
}
