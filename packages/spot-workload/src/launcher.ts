export { launcherOptions, onceOnly, type LauncherFlags, type LauncherOption } from "./config/launcher-options.ts";
export { SpotWorkloadError } from "./errors.ts";
export { launcherExitCode, launcherExitCodeHelp } from "./launcher/exit-codes.ts";
export { launcherBudget } from "./launcher/launcher-budget.ts";
export type { LauncherApp, LauncherPlan } from "./launcher/plan.ts";
export type { ReferenceStage } from "./launcher/reference-scripts.ts";
export { runLauncher } from "./launcher/run-launcher.ts";
