import type { AttemptLog } from "./attempt-log.ts";
import type { Verdict } from "./attempt-record.ts";
import type { Recorder } from "./recorder.ts";

/** One attempt: which, and what was learned by those before. */
export interface Attempt {
  readonly number: number;
  readonly avoidPools: readonly string[];
  readonly unsupportedPools: readonly string[];
  readonly log: AttemptLog;
  readonly recorder: Recorder;
}

/** What it came to. */
export interface AttemptEnd {
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** Set when another instance may do better: the pool to avoid, and why. */
  readonly retry: { readonly because: "no capacity" | "reclaimed"; readonly pool: string | undefined } | undefined;
  readonly instanceId: string | undefined;
  /** Types that some zones do not have at all: nobody need ask there again. */
  readonly unsupported: readonly string[];
}

/** The instance of an attempt, and where its files lie. */
export interface RentedInstance {
  readonly instanceId: string;
  readonly pool: string;
  readonly staging: { readonly bucket: string; readonly prefix: string };
}
