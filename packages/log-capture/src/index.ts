export { run } from "./run.ts";
export type { CaptureProblem, Effects, RunOptions, RunResult } from "./run.ts";
export { logKey } from "./ship/log-key.ts";
export type { LogKeyParts } from "./ship/log-key.ts";
export { shipLog } from "./ship/ship-log.ts";
export type { ShipOptions, Shipped } from "./ship/ship-log.ts";
