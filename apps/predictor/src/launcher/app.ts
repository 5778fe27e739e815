import type { LauncherApp } from "@alpha-engine/spot-workload/launcher";

/**
 * The launcher, whatever its flags say. How long each script may take is said here alone: the launcher checks its run with it
 * before it rents anything, and the pipelines take the time of their steps from it.
 */
export const PREDICTOR: LauncherApp = {
  name: "predictor",
  budgets: {
    bootstrap: 600,
    deps: 900,
    preflight: 600,
    smoke: 1800,
    train: 5400,
    "model-zoo-weekly": 5400,
    "model-zoo-spec": 5400,
    "model-zoo-select": 5400,
  },
  longScripts: ["train", "model-zoo-weekly", "model-zoo-spec", "model-zoo-select"],
};

/** What the config file may give commands and budgets for. */
export const SCRIPTS: readonly string[] = Object.keys(PREDICTOR.budgets);
