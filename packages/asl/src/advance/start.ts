import type { Machine, MachineType } from "../definition/machine.ts";
import { AslError } from "../errors.ts";
import type { Execution, Thread, Transition } from "../execution/execution.ts";
import { isTooLarge, payloadProblem } from "../execution/payload.ts";
import { sizeOf } from "../execution/size.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { endExecution } from "../transition/end.ts";
import { OpenTransition } from "../transition/open-transition.ts";
import { startTimer } from "../transition/timers.ts";
import { drain } from "./steps.ts";

/** What an execution is called, and what it cannot know by itself. */
export interface StartContext {
  /** When it starts, in milliseconds since the epoch. */
  readonly at: number;
  /** Seed of its random numbers: jitter, `States.UUID`, `States.MathRandom`. @default 0 */
  readonly seed?: number;
  /** `$$.Execution`: `Id`, `Name`, `RoleArn`. */
  readonly execution?: JsonObject;
  /** `$$.StateMachine`: `Id`, `Name`. */
  readonly stateMachine?: JsonObject;
  /** @default "STANDARD" */
  readonly machineType?: MachineType;
  /** Whether to tell of Map Runs: each adds `map-run` effects, the histories of its children among them. @default false */
  readonly tellsOfMapRuns?: boolean;
  /** Whether to tell by which field each state is entered: `state-entered` effects. @default false */
  readonly tellsOfEntries?: boolean;
  /** Whether StartSyncExecution starts it: `$$.Execution` has no `RedriveCount` then. [recordings: express] */
  readonly synchronous?: boolean;
}

/** An execution that has not begun. */
export function newExecution(input: JsonValue, context: StartContext): Execution {
  const {
    at,
    seed = 0,
    execution: own = {},
    stateMachine = {},
    machineType = "STANDARD",
    tellsOfMapRuns = false,
    tellsOfEntries = false,
    synchronous = false,
  } = context;
  const root: Thread = {
    id: "0",
    index: 0,
    scope: "",
    silent: false,
    startedAt: at,
    variables: {},
    previousEventId: 0,
  };
  return {
    status: "RUNNING",
    input,
    startedAt: at,
    now: at,
    seed,
    ...(machineType === "EXPRESS" ? { machineType } : {}),
    ...(tellsOfMapRuns ? { tellsOfMapRuns } : {}),
    ...(tellsOfEntries ? { tellsOfEntries } : {}),
    redriveCount: 0,
    lastEventId: 0,
    lastId: 0,
    context: {
      Execution: {
        ...own,
        Input: input,
        StartTime: new Date(at).toISOString(),
        ...(synchronous ? {} : { RedriveCount: 0 }),
      },
      StateMachine: stateMachine,
    },
    threads: { "0": root },
    tasks: {},
    timers: {},
    queue: [],
    answers: [],
  };
}

/**
 * Begins an execution. Pure: the clock is in `context`.
 *
 * @throws AslError `BAD_INPUT` where the input is not a JSON value
 *
 * @example
 * ```ts example
 * import { parse, start } from "@alpha-engine/asl";
 *
 * const parsed = parse({ StartAt: "Nap", States: { Nap: { Type: "Wait", Seconds: 60, End: true } } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const [execution, effects] = start(parsed.machine, { box: "i-1" }, { at: Date.UTC(2026, 10, 30) });
 * console.log(execution.status, effects.map(({ type }) => type).join());
 * ```
 * ```text output
 * RUNNING history,history,wake
 * ```
 */
export function start(machine: Machine, input: JsonValue, context: StartContext): Transition {
  const problem = payloadProblem(input);
  if (problem !== undefined)
    throw new AslError("BAD_INPUT", `The input of an execution must be a JSON value, but ${problem}.`, {
      hint: "give what JSON text can say",
    });
  const execution = newExecution(input, context);
  const transition = new OpenTransition(machine, execution);
  const root = execution.threads["0"];
  if (root === undefined) return [execution, []];
  const roleArn = context.execution?.["RoleArn"];
  transition.record(root, "ExecutionStarted", {
    input: JSON.stringify(input),
    ...(typeof roleArn === "string" ? { roleArn } : {}),
  });
  root.previousEventId = 0;
  // StartExecution itself refuses such an input. [doc: quotas; the words are inference]
  if (isTooLarge(input)) {
    endExecution(transition, "FAILED", {
      error: "States.DataLimitExceeded",
      cause: "The input of the execution exceeds the maximum number of bytes service limit.",
    });
    return [execution, transition.effects];
  }
  startDeadline(transition);
  transition.goTo(root, { state: machine.root.startAt, input, size: sizeOf(input) }, "/StartAt");
  drain(transition);
  return [execution, transition.effects];
}

/** The machine's own timeout, from now on. */
export function startDeadline(transition: OpenTransition): void {
  const { timeoutSeconds } = transition.machine;
  const root = transition.execution.threads["0"];
  if (timeoutSeconds !== undefined && root !== undefined)
    startTimer(transition, "deadline", root, timeoutSeconds * 1000);
}
