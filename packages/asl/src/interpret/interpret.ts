import { start } from "../advance/start.ts";
import type { Machine } from "../definition/machine.ts";
import type { Execution, Transition } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import type { JsonValue } from "../json.ts";
import { redrive } from "../redrive/redrive.ts";
import { wallClock } from "../time/wall-clock.ts";
import { drive } from "./drive.ts";
import type { InterpretOptions } from "./options.ts";

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
