import type { Duration } from "@alpha-engine/dialect";

import type { LauncherFlags } from "../config/launcher-options.ts";

/** What an application is, whatever its flags say. */
export interface LauncherApp {
  /** E.g. `backtester`. */
  readonly name: string;
  /** By script name: all scripts that the config may name, each with its time unless the config has another. */
  readonly budgets: Readonly<Record<string, Duration>>;
  /** Whose budget `MAX_RUNTIME_SECONDS` is. */
  readonly longScripts: readonly string[];
}

/** One thing that a launcher has done on its instance. */
export interface LauncherStage {
  /** The script's name, e.g. `phase1`: whose commands and budget the config may name. */
  readonly name: string;
  /**
   * What is asked for and its options, ready for a shell, e.g. `backtest --mode param-sweep`: the config's commands find the
   * first word in `$STAGE` and the rest in `$STAGE_ARGS`.
   */
  readonly command: string;
}

/** What an application's launcher wants done, once its flags are read. */
export interface LauncherPlan {
  readonly app: LauncherApp;
  /** Names this run's logs, staging and metrics, e.g. `parity`. */
  readonly slug: string;
  /** What is to be done, in order; what runs for each is the config's to say, by name. */
  readonly stages: readonly LauncherStage[];
  /** Heartbeats of a run that does its work: a dry pass has none, whatever stands here. */
  readonly heartbeats: readonly string[];
  readonly flags: LauncherFlags;
}
