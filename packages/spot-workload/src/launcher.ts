export { launcherOptions, onceOnly, type LauncherFlags, type LauncherOption } from "./config/launcher-options.ts";
export { SpotWorkloadError } from "./errors.ts";
export { launcherExitCode, launcherExitCodeHelp } from "./launcher/exit-codes.ts";
export { launcherBudget } from "./launcher/launcher-budget.ts";
export type { LauncherApp, LauncherPlan, LauncherStage } from "./launcher/plan.ts";
export { runLauncher } from "./launcher/run-launcher.ts";
