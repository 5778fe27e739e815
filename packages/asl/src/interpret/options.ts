import type { StartContext } from "../advance/start.ts";
import type { StateEntered, StateFailed, TaskCall } from "../execution/execution.ts";
import type { HistoryEvent } from "../execution/history.ts";
import type { MapRunLimits, MapRunNews } from "../execution/map-run-news.ts";
import type { JsonValue } from "../json.ts";
import type { Clock } from "../time/clock.ts";
import type { S3 } from "./s3.ts";

/** A task to be done. */
export interface TaskRequest extends TaskCall {
  /**
   * Aborted when nobody waits for the answer any more: a timeout, a failed sibling, the end of the execution.
   * Of a timeout its reason is the {@link TaskFailure} `States.Timeout`, else an `AbortError`.
   */
  readonly signal: AbortSignal;
  /** Says that a worker has taken the activity. */
  readonly started: (workerName?: string) => void;
  /** Says that a `.sync` or `.waitForTaskToken` task has been handed over, and what the service answered. */
  readonly submitted: (output: JsonValue) => void;
  /** Says that nobody works on it, and it only waits for time to pass, until the result is called. */
  readonly idle: () => () => void;
  /** Says that the task is alive, where it has `HeartbeatSeconds`. */
  readonly heartbeat: () => void;
}

/** What a machine runs with. */
export interface InterpretOptions {
  /** Does the tasks. Throw a {@link TaskFailure} to fail one. */
  readonly tasks: (request: TaskRequest) => Promise<JsonValue>;
  /** `$$.Execution` (`Id`, `Name`, `RoleArn`), `$$.StateMachine` (`Id`, `Name`), and the type of the machine. */
  readonly context?: Omit<StartContext, "at" | "seed">;
  /** Aborts the execution; its reason's `error` and `cause` become the execution's. */
  readonly signal?: AbortSignal;
  /** Called for every event of the history as it is appended. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Called for every state that is entered, children of distributed Maps included; {@link coverage} reads it. */
  readonly onStateEntered?: (entered: StateEntered) => void;
  /** Called for every state that fails, whatever comes of it; a history does not tell of all. */
  readonly onStateFailed?: (failed: StateFailed) => void;
  /** Called for what becomes of distributed Maps and their children; `update` sets other limits for one that runs. */
  readonly onMapRun?: (news: MapRunNews, update: (mapRunArn: string, limits: Partial<MapRunLimits>) => void) => void;
}

/** What a machine reaches outside of itself, besides its tasks. */
export interface InterpretEffects {
  /** @default wallClock() */
  readonly clock?: Clock;
  /** Numbers in [0, 1), for jitter, UUIDs and random numbers. @default Math.random */
  readonly random?: () => number;
  /** Where distributed Maps read and write. @default every such access fails */
  readonly s3?: S3;
}
