import type { LaunchSpec } from "@alpha-engine/spot-launcher";
import type { StagedFile } from "@alpha-engine/ssm-dispatcher";

/** One script of the workload, run through SSM on the rented instance. */
export interface RemoteScript {
  /** E.g. `bootstrap`, `deps`, `workload`. */
  readonly name: string;
  readonly lines: readonly string[];
  /** How long it may run, in seconds. */
  readonly timeout: number;
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
  /** Before a relaunch. @default 20 */
  readonly retryBackoffSeconds?: number | undefined;
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

/** How the times of an attempt nest inside those of the step that runs the launcher. */
export interface BudgetOptions {
  /** The execution timeout of the step that the launcher runs in, in seconds. @default none: nothing to fit into */
  readonly stepTimeout?: number | undefined;
  /** What must be left of it, in seconds. @default 120 */
  readonly margin?: number | undefined;
  /** From the launch to Online, in seconds. @default 780 */
  readonly boot?: number | undefined;
  /** From the launch until the instance ends itself, in seconds. @default boot + scripts + 600 */
  readonly watchdog?: number | undefined;
  /** From the launch until the reaper may take it, in seconds. @default watchdog + 1200 */
  readonly deadline?: number | undefined;
}

/** Where the records of the attempts are kept. */
export interface RecordPlaces {
  /** A file that every attempt appends a line to; its folder is made, the one around it must be there. */
  readonly file?: string | undefined;
  /** `{prefix}/{slug}/{runId}.ndjson` in the bucket; false: not there. @default "_spot_attempts" */
  readonly prefix?: string | false | undefined;
}
