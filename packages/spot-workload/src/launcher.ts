export { LauncherUsageError } from "./config/errors.ts";
export { nearestOf } from "./config/nearest.ts";
export { launcherOptions, onceOnly, type LauncherFlags, type LauncherOption } from "./config/launcher-options.ts";
export type { ReferenceStage } from "./launcher/reference-scripts.ts";
export { launcherExitCode, runLauncher, type LauncherApp, type LauncherPlan } from "./launcher/run-launcher.ts";
