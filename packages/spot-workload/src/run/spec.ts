import type { Duration } from "@alpha-engine/dialect";
import type { LaunchSpec } from "@alpha-engine/spot-launcher";
import type { StagedFile } from "@alpha-engine/ssm-dispatcher";

import type { BudgetOptions } from "../budget/plan-budget.ts";

/** One script of the workload, run through SSM on the rented instance. */
export interface RemoteScript {
  /** E.g. `bootstrap`, `deps`, `workload`. */
  readonly name: string;
  readonly lines: readonly string[];
  /** How long it may run. */
  readonly timeout: Duration;
}

/** A workload and the instance that it runs on: what is launched, staged, run and recorded. */
export interface SpotWorkloadSpec {
  /** Names logs, staging and heartbeats of this workload, e.g. `backtester`. */
  readonly slug: string;
  readonly runId: string;
  readonly bucket: string;
  readonly launch: Omit<LaunchSpec, "runId" | "attempt" | "deadline" | "watchdog" | "avoidPools" | "unsupportedPools">;
  /** Staged through S3 before the scripts, removed at the end. */
  readonly files: readonly StagedFile[];
  /** Exported at the top of every script, quoted. */
  readonly environment: Readonly<Record<string, string>>;
  /** In order; the first that fails ends the run. */
  readonly scripts: readonly RemoteScript[];
  /** `Process` dimensions of the heartbeat metric, emitted after success. */
  readonly heartbeats: readonly string[];
  /** Instances rented at the most. @default 2 */
  readonly maxAttempts?: number | undefined;
  /** Before a relaunch. @default "20s" */
  readonly retryBackoff?: Duration | undefined;
  /** Checked before anything is launched, and before every relaunch. */
  readonly budget?: BudgetOptions | undefined;
  /**
   * The instance ends itself when its time is over. By default a timer that is armed at boot (user data) does that; `true`
   * lets the first script arm one too, for images that run no user data; `false` arms none.
   */
  readonly watchdog?: boolean | undefined;
  /** Where each attempt leaves its record. @default under `_spot_attempts` in the bucket, no file */
  readonly records?: RecordPlaces | undefined;
}

/** Where the records of the attempts are kept. */
export interface RecordPlaces {
  /** A file that every attempt appends a line to; its folder is made, the one around it must be there. */
  readonly file?: string | undefined;
  /** `{prefix}/{slug}/{runId}.ndjson` in the bucket; false: not there. @default "_spot_attempts" */
  readonly prefix?: string | false | undefined;
}
