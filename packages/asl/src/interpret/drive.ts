import { advanceInPlace } from "../advance/advance.ts";
import type { Machine } from "../definition/machine.ts";
import { TaskFailure } from "../errors.ts";
import type { Effect, Execution, ExecutionEvent, Transition } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import type { JsonValue } from "../json.ts";
import { evaluateJsonata } from "../jsonata/evaluate.ts";
import type { Evaluation, EvaluationAnswer } from "../jsonata/evaluation.ts";
import type { Clock } from "../time/clock.ts";
import { type OpenTask, openTask, type Report } from "./open-task.ts";
import type { InterpretOptions } from "./options.ts";
import { answerS3, type S3 } from "./s3.ts";

/** What an execution is driven with. */
export interface Drive extends Pick<
  InterpretOptions,
  "tasks" | "signal" | "onEvent" | "onMapRun" | "onStateEntered" | "onStateFailed"
> {
  readonly machine: Machine;
  readonly clock: Clock;
  readonly s3: S3 | undefined;
  /** Gets the events of the execution. */
  readonly history: HistoryEvent[];
}

/** Does what an execution wants until it has ended. */
export async function drive(transition: Transition, drive: Drive): Promise<Execution> {
  return await new Driver(transition[0], drive).toTheEnd(transition[1]);
}

class Driver {
  readonly #execution: Execution;
  readonly #with: Drive;
  readonly #running = new Map<string, OpenTask>();
  /** What stops each timer that is set. */
  readonly #timers = new Map<string, () => void>();
  readonly #ended = Promise.withResolvers<Execution>();
  /** Set while effects are being performed: what a handler reports meanwhile waits its turn. */
  #waiting: (readonly Effect[])[] | undefined;

  constructor(execution: Execution, drive: Drive) {
    this.#execution = execution;
    this.#with = drive;
  }

  async toTheEnd(first: readonly Effect[]): Promise<Execution> {
    const { signal } = this.#with;
    const abort = (): void => this.#abort(signal?.reason);
    this.#handle(() => first);
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await this.#ended.promise;
    } finally {
      signal?.removeEventListener("abort", abort);
      for (const task of this.#running.values()) task.abort("abort");
      for (const stop of this.#timers.values()) stop();
    }
  }

  #send(event: ExecutionEvent): void {
    this.#handle(() => advanceInPlace(this.#with.machine, this.#execution, event));
  }

  #handle(transition: () => readonly Effect[]): void {
    try {
      const effects = transition();
      if (this.#waiting !== undefined) return void this.#waiting.push(effects);
      const lists = (this.#waiting = [effects]);
      for (const list of lists) for (const effect of list) this.#perform(effect);
      this.#waiting = undefined;
      if (this.#execution.status !== "RUNNING") this.#ended.resolve(this.#execution);
    } catch (error) {
      this.#ended.reject(error);
    }
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "history":
        this.#with.history.push(effect.event);
        this.#with.onEvent?.(effect.event);
        break;
      case "map-run":
        this.#with.onMapRun?.(effect.news, (mapRunArn, limits) =>
          this.#send({ type: "map-run-updated", mapRunArn, ...limits, at: this.#with.clock.now() }),
        );
        break;
      case "state-entered":
        this.#with.onStateEntered?.(effect.entered);
        break;
      case "state-failed":
        this.#with.onStateFailed?.(effect.failed);
        break;
      case "task":
        this.#runTask(effect);
        break;
      case "s3":
        void this.#askS3(effect);
        break;
      case "cancel-task":
        this.#running.get(effect.id)?.abort(effect.because);
        break;
      case "wake":
        this.#setTimer(effect);
        break;
      case "cancel-wake":
        this.#timers.get(effect.id)?.();
        this.#timers.delete(effect.id);
        break;
      case "evaluate":
        void this.#evaluate(effect.id, effect.evaluations);
    }
  }

  #setTimer({ id, at }: Extract<Effect, { type: "wake" }>): void {
    const { clock } = this.#with;
    const stop = clock.schedule(at - clock.now(), () => {
      this.#timers.delete(id);
      this.#send({ type: "wake", id, at: clock.now() });
    });
    this.#timers.set(id, stop);
  }

  #runTask({ id, call }: Extract<Effect, { type: "task" }>): void {
    const { clock, tasks } = this.#with;
    // An activity is work once a worker has it; what was handed over is the work of whom it was handed to.
    let release = call.kind === "activity" ? (): void => {} : clock.hold();
    const atWork = (): void => {
      if (!this.#running.has(id)) return;
      const before = release;
      release = clock.hold();
      before();
    };
    const report = (event: Report): void => {
      this.#send({ ...event, id, at: clock.now() });
      if (event.type === "task-submitted") release();
      if (event.type === "task-started") atWork();
    };
    const task = openTask(call, report, () => {
      release();
      return atWork;
    });
    this.#running.set(id, task);
    const end = (outcome: Outcome): void => {
      this.#running.delete(id);
      this.#send({ ...outcome, id, at: clock.now() });
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
  }

  async #askS3({ id, request }: Extract<Effect, { type: "s3" }>): Promise<void> {
    const { clock, s3 } = this.#with;
    const release = clock.hold();
    const answer = await answerS3(s3, request);
    this.#send({ type: "s3-answered", id, answer, at: clock.now() });
    release();
  }

  async #evaluate(id: string, evaluations: readonly Evaluation[]): Promise<void> {
    const { clock, machine } = this.#with;
    const release = clock.hold();
    const answers: EvaluationAnswer[] = [];
    for (const evaluation of evaluations) answers.push(await evaluateJsonata(machine, evaluation));
    this.#send({ type: "evaluated", id, answers, at: clock.now() });
    release();
  }

  /** The reason's own `error` and `cause` become the execution's. */
  #abort(reason: unknown): void {
    const { error, cause } = (reason ?? {}) as { error?: unknown; cause?: unknown };
    this.#send({
      type: "abort",
      at: this.#with.clock.now(),
      ...(typeof error === "string" && error !== "" ? { error } : {}),
      ...(typeof cause === "string" && cause !== "" ? { cause } : {}),
    });
  }
}

type Outcome =
  | { readonly type: "task-succeeded"; readonly output: JsonValue }
  | {
      readonly type: "task-failed";
      readonly error?: string;
      readonly cause?: string;
      readonly endsExecution?: boolean;
    }
  | { readonly type: "task-timed-out"; readonly cause?: string };

function outcomeOf(error: unknown): Outcome {
  const failure = error instanceof TaskFailure ? error : unexpectedFailure(error);
  const cause = failure.cause === "" ? {} : { cause: failure.cause };
  if (failure.error === "States.Timeout") return { type: "task-timed-out", ...cause };
  const { error: name, endsExecution } = failure;
  return { type: "task-failed", ...(name === "" ? {} : { error: name }), ...cause, endsExecution };
}

/** Any other error fails the task too, by the name of its class. */
function unexpectedFailure(error: unknown): TaskFailure {
  return error instanceof Error ? new TaskFailure(error.name, error.message) : new TaskFailure("Error", String(error));
}
