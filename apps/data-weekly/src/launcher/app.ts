import type { LauncherApp } from "@alpha-engine/spot-workload/launcher";

/**
 * The launcher, whatever its flags say. How long each script may take is said here alone: the launcher checks its run with it
 * before it rents anything, and the pipelines take the time of their steps from it.
 */
export const DATA_WEEKLY: LauncherApp = {
  name: "data-weekly",
  budgets: {
    bootstrap: 600,
    deps: 900,
    preflight: 900,
    "morning-enrich": 5400,
    phase1: 5400,
    rag: 3600,
    smoke: 1800,
    "rag-smoke": 1800,
    drift: 1800,
    "drift-smoke": 900,
  },
  longScripts: ["morning-enrich", "phase1"],
};

/** What the config file may give commands and budgets for. */
export const SCRIPTS: readonly string[] = Object.keys(DATA_WEEKLY.budgets);
