export { LauncherUsageError } from "./config/errors.ts";
export { nearestOf } from "./config/nearest.ts";
export { launcherOptions, onceOnly, type LauncherFlags, type LauncherOption } from "./config/launcher-options.ts";
export type { ReferenceStage } from "./launcher/reference-scripts.ts";
export { launcherBudget } from "./launcher/launcher-budget.ts";
export type { LauncherApp, LauncherPlan } from "./launcher/plan.ts";
export { launcherExitCode, runLauncher } from "./launcher/run-launcher.ts";
