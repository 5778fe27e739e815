import { PackageError } from "@alpha-engine/dialect";

/** Why capturing or shipping failed. */
export type LogCaptureErrorCode =
  /** A supervised command did not end with 0. */
  | "COMMAND_FAILED"
  /** A command could not be started: it is not there, or not executable. */
  | "COMMAND_NOT_STARTED"
  /** There is no log to ship, or it cannot be read. */
  | "LOG_UNREADABLE"
  /** The log became shorter while it was shipped. */
  | "LOG_SHRANK"
  /** Every name that the object could have is taken. */
  | "KEY_TAKEN"
  /** S3 refused the log, or was not to be reached; the cause is the SDK's error. */
  | "SHIP_FAILED"
  /** S3 did not take the log in the time that it had. */
  | "SHIP_TIMED_OUT";

/** What this package throws. `run` tells of trouble with the log in its result; `supervise` and `shipLog` reject. */
export class LogCaptureError extends PackageError<LogCaptureErrorCode> {
  override readonly name: string = "LogCaptureError";
}
