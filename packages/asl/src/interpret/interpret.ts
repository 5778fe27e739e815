import { start } from "../advance/start.ts";
import type { Machine } from "../definition/machine.ts";
import type { Execution, Transition } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import type { JsonValue } from "../json.ts";
import { redrive } from "../redrive/redrive.ts";
import { wallClock } from "../time/wall-clock.ts";
import { type Drive, drive } from "./drive.ts";
import type { InterpretEffects, InterpretOptions } from "./options.ts";

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

/**
 * Runs a machine to its end. Rejects only when a caller's own function throws outside a task.
 *
 * @throws AslError `BAD_INPUT` where the input is not a JSON value
 *
 * @example
 * ```ts example
 * import { interpret, parse, simulatedClock } from "@alpha-engine/asl";
 *
 * const nap = { Type: "Wait", Seconds: 3600, Next: "Train" };
 * const Parameters = { FunctionName: "train" };
 * const train = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters, End: true };
 * const parsed = parse({ StartAt: "Nap", States: { Nap: nap, Train: train } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const clock = simulatedClock();
 * const running = interpret(parsed.machine, {}, { tasks: async ({ state }) => `${state} is done` }, { clock });
 * await clock.runUntilIdle();
 * const { status, output, stopDate } = await running;
 * console.log(status, output, stopDate.toISOString());
 * ```
 * ```text output
 * SUCCEEDED Train is done 1970-01-01T01:00:00.000Z
 * ```
 */
export async function interpret(
  machine: Machine,
  input: JsonValue,
  options: InterpretOptions,
  { clock = wallClock(), random = Math.random, s3 }: InterpretEffects = {},
): Promise<ExecutionResult> {
  const seed = Math.floor(random() * 2 ** 31);
  const tellsOfMapRuns = options.onMapRun !== undefined;
  const tellsOfEntries = options.onStateEntered !== undefined;
  const first = start(machine, input, { at: clock.now(), seed, tellsOfMapRuns, tellsOfEntries, ...options.context });
  return await toTheEnd(first, { machine, ...options, clock, s3, history: [] });
}

/**
 * Restarts what an execution left undone; the history goes on.
 *
 * @throws AslError `EXECUTION_NOT_REDRIVABLE` where AWS refuses
 *
 * @example
 * ```ts example
 * import { interpret, interpretRedrive, parse, TaskFailure } from "@alpha-engine/asl";
 *
 * const Parameters = { FunctionName: "train" };
 * const train = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters, End: true };
 * const parsed = parse({ StartAt: "Train", States: { Train: train } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const first = await interpret(parsed.machine, {}, { tasks: () => Promise.reject(new TaskFailure("Broken")) });
 * const second = await interpretRedrive(parsed.machine, first, { tasks: async () => "done" });
 * console.log(first.status, second.status, second.history.length);
 * ```
 * ```text output
 * FAILED SUCCEEDED 12
 * ```
 */
export async function interpretRedrive(
  machine: Machine,
  { execution, history }: Pick<ExecutionResult, "execution" | "history">,
  options: Omit<InterpretOptions, "context">,
  { clock = wallClock(), s3 }: Omit<InterpretEffects, "random"> = {},
): Promise<ExecutionResult> {
  const first = redrive(machine, execution, { at: clock.now() });
  return await toTheEnd(first, { machine, ...options, clock, s3, history: [...history] });
}

async function toTheEnd(first: Transition, how: Drive): Promise<ExecutionResult> {
  const execution = await drive(first, how);
  const { status, output, error, cause, startedAt, stoppedAt = startedAt } = execution;
  if (status === "RUNNING") throw new Error("The execution has not ended.");
  return {
    status,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    history: how.history,
    startDate: new Date(startedAt),
    stopDate: new Date(stoppedAt),
    execution,
  };
}
