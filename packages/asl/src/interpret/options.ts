import type { MachineType } from "../definition/machine.ts";
import type { TaskCall } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { Clock } from "../time/clock.ts";
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
