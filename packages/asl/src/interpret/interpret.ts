import type { Machine, MachineType } from "../definition/machine.ts";
import type { Execution, TaskCall, Transition } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import { start } from "../execution/start.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { redrive } from "../redrive/redrive.ts";
import type { Clock } from "../time/clock.ts";
import { wallClock } from "../time/wall-clock.ts";
import { drive } from "./drive.ts";
import type { S3 } from "./s3.ts";

/** A task to be done. */
export interface TaskRequest extends TaskCall {
  /** Aborted when nobody waits for the answer any more: a timeout, a failed sibling, the end of the execution. */
  readonly signal: AbortSignal;
  /** Says that a worker has taken the activity. */
  readonly started: (workerName?: string) => void;
  /** Says that a `.sync` or `.waitForTaskToken` task has been handed over, and what the service answered. */
  readonly submitted: (output: JsonValue) => void;
  /** Says that the task is alive, where it has `HeartbeatSeconds`. */
  readonly heartbeat: () => void;
}

/** What a machine runs with: its tasks, its time, its place in AWS. */
export interface InterpretOptions {
  /** Does the tasks. Throw a `TaskFailure` to fail one. */
  readonly tasks: (request: TaskRequest) => Promise<JsonValue>;
  /** Where distributed Maps read and write. @default every such access fails */
  readonly s3?: S3;
  /** @default wallClock() */
  readonly clock?: Clock;
  /** `$$.Execution` (`Id`, `Name`, `RoleArn`), `$$.StateMachine` (`Id`, `Name`), and the type of the machine. */
  readonly context?: {
    readonly execution?: JsonObject;
    readonly stateMachine?: JsonObject;
    readonly machineType?: MachineType;
    readonly synchronous?: boolean;
  };
  /** Aborts the execution; its reason's `error` and `cause` become the execution's. */
  readonly signal?: AbortSignal;
  /** Called for every event of the history as it is appended. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Numbers in [0, 1), for jitter, UUIDs and random numbers. @default Math.random */
  readonly random?: () => number;
}

/** How an execution ended, with its whole history in order. */
export interface ExecutionResult {
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  readonly history: readonly HistoryEvent[];
  readonly startDate: Date;
  readonly stopDate: Date;
  /** What {@link interpretRedrive} goes on from; a plain JSON value. */
  readonly execution: Execution;
}

/** Runs a machine to its end. Rejects only when a caller's own function throws outside a task. */
export async function interpret(
  machine: Machine,
  input: JsonValue,
  options: InterpretOptions,
): Promise<ExecutionResult> {
  const { clock = wallClock(), context = {}, random = Math.random } = options;
  const seed = Math.floor(random() * 2 ** 31);
  return await toTheEnd(machine, start(machine, input, { at: clock.now(), seed, ...context }), [], {
    ...options,
    clock,
  });
}

/** Restarts what an execution left undone; the history goes on. Rejects with a `NotRedrivableError` where AWS refuses. */
export async function interpretRedrive(
  machine: Machine,
  { execution, history }: Pick<ExecutionResult, "execution" | "history">,
  options: Omit<InterpretOptions, "context" | "random">,
): Promise<ExecutionResult> {
  const { clock = wallClock() } = options;
  return await toTheEnd(machine, redrive(machine, execution, { at: clock.now() }), [...history], {
    ...options,
    clock,
  });
}

async function toTheEnd(
  machine: Machine,
  first: Transition,
  history: HistoryEvent[],
  options: InterpretOptions,
): Promise<ExecutionResult> {
  const execution = await drive(machine, first, history, options);
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
    execution,
  };
}
