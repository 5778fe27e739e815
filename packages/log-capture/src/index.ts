export { LogCaptureError, type LogCaptureErrorCode } from "./errors.ts";
export { type CommandEnd, CommandError, type CommandErrorDetails } from "./process/command-error.ts";
export { hideSecrets, type SecretHider } from "./redact/hide-secrets.ts";
export type { Redaction } from "./redact/patterns.ts";
export type { CaptureProblem, Effects, RunOptions, RunResult } from "./run/options.ts";
export { run } from "./run/run.ts";
export { logKey, type LogKeyParts } from "./ship/log-key.ts";
export type { Shipped } from "./ship/named-object.ts";
export { type ShipEffects, shipLog, type ShipOptions } from "./ship/ship-log.ts";
export {
  type LineLogger,
  type LogLevel,
  supervise,
  type Supervised,
  type SuperviseOptions,
} from "./supervise/supervise.ts";
