/** One work state of the definition: something done outside the state machine. */
export interface StateSummary {
  readonly name: string;
  readonly kind: "ssm" | "lambda" | "sns" | "other";
  /** `RUNNING`: it is at work in an execution that has not ended. `UNKNOWN`: it may have been at work where nobody could see it. `ABORTED`: it was at work when the rehearsal was stopped, or ended. In a Map one item that failed makes it `FAILED`. */
  readonly status: "SUCCEEDED" | "FAILED" | "SKIPPED" | "NOT_REACHED" | "ABORTED" | "RUNNING" | "UNKNOWN";
  /** Times its work was started: instances rented for it, else times the task was scheduled. */
  readonly attempts: number;
  /** By the cloud's clock, which runs faster than the wall. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** By the wall. */
  readonly wallSeconds: number | null;
  /** Where its work ran: the last instance rented for it, else the dispatcher box. */
  readonly instanceId: string | null;
  /** All instances rented for it, in order. */
  readonly instanceIds: readonly string[];
  /** The command on the dispatcher box. */
  readonly commandId: string | null;
  readonly exitCode: number | null;
  /** Of its log, and the bucket where that is: the configured place, or wherever its commands wrote one. */
  readonly logKey: string | null;
  readonly logBucket: string | null;
  /** Below the run's folder: holds `stdout` and `stderr` of the command. */
  readonly commandFolder: string | null;
  /** Why it failed: of a task that raised it, of a command SSM's StatusDetails. */
  readonly error: string | null;
  readonly cause: string | null;
  /** The end of its command's stderr, of stdout where that is empty; only of one that failed. */
  readonly lastLines: readonly string[];
  /** Of a state in a Map, how its work on each item went; `null` for any other. */
  readonly items: {
    readonly ok: number;
    readonly failed: number;
    /** Not done when a sibling failed, or the execution ended: their tasks were stopped, and did not fail. */
    readonly aborted: number;
    readonly running: number;
    readonly failures: readonly ItemFailure[];
  } | null;
}

/** An item of a Map on which a state failed. */
export interface ItemFailure {
  /** Index in the nearest Map. */
  readonly item: number;
  readonly commandId: string | null;
  readonly exitCode: number | null;
  readonly commandFolder: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly lastLines: readonly string[];
}
