export { ConfigError, loadConfig } from "./config/load.ts";
export type { LauncherConfig } from "./config/schema.ts";
export { runLauncher } from "./launcher.ts";
export type { LauncherPlan } from "./launcher.ts";
export type { Effects } from "./run/effects.ts";
export type { WorkloadEvent } from "./run/events.ts";
export { runOnSpot } from "./run/run-on-spot.ts";
export type { SpotWorkloadResult } from "./run/run-on-spot.ts";
export type { RemoteScript, SpotWorkloadSpec } from "./run/spec.ts";
