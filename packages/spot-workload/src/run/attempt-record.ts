import type { Budget } from "../budget/plan-budget.ts";

/** How an attempt ended. `error` is one that rejected; `under-way` has not ended, or its launcher died. */
export type Verdict =
  | "succeeded"
  | "failed"
  | "reclaimed"
  | "no-capacity"
  | "lost"
  | "cancelled"
  | "error"
  | "under-way";

/** One step of an attempt. */
export interface Phase {
  /** `launch`, `running`, `online`, `stage`, `script:{name}`, `classify`, `heartbeats`, `give-back`, `unstage`. */
  readonly phase: string;
  readonly startedAt: string;
  readonly seconds: number;
  /** What came of it, where it was not what was wanted. */
  readonly problem?: string | undefined;
}

/** What happened when in one attempt: a line of NDJSON. */
export interface AttemptRecord {
  readonly slug: string;
  readonly runId: string;
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly phases: readonly Phase[];
  readonly instanceId: string | undefined;
  readonly pool: string | undefined;
  readonly market: string | undefined;
  /** What the pools answered that were asked in vain. */
  readonly refusals: readonly string[];
  readonly verdict: Verdict;
  /** What the verdict rests on, and what spoke against it. */
  readonly evidence: readonly string[];
  /** The exit code of the run, were this the last attempt. */
  readonly exitCode: number | undefined;
  /** Another attempt follows. */
  readonly relaunch: boolean;
  /** Seconds. */
  readonly budget: Pick<Budget, "attempt" | "watchdog" | "deadline" | "stepTimeout">;
}
