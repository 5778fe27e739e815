import type { Machine } from "../definition/machine.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { Execution, Thread, Transition } from "./execution.ts";
import { Run } from "./run.ts";
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
}

/** Begins an execution. Pure: the clock is in `context`. */
export function start(machine: Machine, input: JsonValue, context: StartContext): Transition {
  const { at, seed = 0, execution: own = {}, stateMachine = {} } = context;
  const root: Thread = { id: "0", index: 0, scope: "", silent: false, variables: {}, previousEventId: 0 };
  const execution: Execution = {
    status: "RUNNING",
    input,
    startedAt: at,
    now: at,
    seed,
    lastEventId: 0,
    lastId: 0,
    context: {
      Execution: { ...own, Input: input, StartTime: new Date(at).toISOString(), RedriveCount: 0 },
      StateMachine: stateMachine,
    },
    threads: { "0": root },
    tasks: {},
    timers: {},
    queue: [{ do: "enter", thread: "0", state: machine.root.startAt, input }],
    answers: [],
  };
  const run = new Run(machine, execution);
  const roleArn = own["RoleArn"];
  run.record(root, "ExecutionStarted", {
    input: JSON.stringify(input),
    ...(typeof roleArn === "string" ? { roleArn } : {}),
  });
  root.previousEventId = 0;
  if (machine.timeoutSeconds !== undefined) run.startTimer("deadline", root, machine.timeoutSeconds * 1000);
  drain(run);
  return [execution, run.effects];
}
