import type { Duration } from "@alpha-engine/dialect";

import type { LauncherFlags } from "../config/launcher-options.ts";
import type { ReferenceStage } from "./reference-scripts.ts";

/** What an application is, whatever its flags say. */
export interface LauncherApp {
  /** E.g. `backtester`. */
  readonly name: string;
  /** By script name: all scripts that the config may name, each with its time unless the config has another. */
  readonly budgets: Readonly<Record<string, Duration>>;
  /** Whose budget `MAX_RUNTIME_SECONDS` is. */
  readonly longScripts: readonly string[];
}

/** What an application's launcher wants done, once its flags are read. */
export interface LauncherPlan {
  readonly app: LauncherApp;
  /** Names this run's logs, staging and metrics, e.g. `parity`. */
  readonly slug: string;
  /** What is to be done, in order, by the reference workload; the config may have lines of its own for each by name. */
  readonly stages: readonly ReferenceStage[];
  /** Heartbeats of a run that does its work: a dry pass has none, whatever stands here. */
  readonly heartbeats: readonly string[];
  readonly flags: LauncherFlags;
}
