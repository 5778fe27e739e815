import type { LauncherApp } from "@alpha-engine/spot-workload/launcher";

/**
 * The launcher, whatever its flags say. How long each script may take is said here alone: the launcher checks its run with it
 * before it rents anything, and the pipelines take the time of their steps from it.
 */
export const BACKTESTER: LauncherApp = {
  name: "backtester",
  budgets: {
    bootstrap: 600,
    deps: 1200,
    preflight: 900,
    smoke: 3600,
    backtest: 7200,
    parity: 7200,
    evaluator: 7200,
  },
  longScripts: ["backtest", "parity", "evaluator"],
};

/** What the config file may give commands and budgets for. */
export const SCRIPTS: readonly string[] = Object.keys(BACKTESTER.budgets);
