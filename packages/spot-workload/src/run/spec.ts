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

export interface SpotWorkloadSpec {
  /** Names logs, staging and heartbeats of this workload, e.g. `backtester`. */
  readonly slug: string;
  readonly runId: string;
  readonly bucket: string;
  readonly launch: Omit<LaunchSpec, "runId" | "attempt" | "deadline" | "avoidPools">;
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
}
