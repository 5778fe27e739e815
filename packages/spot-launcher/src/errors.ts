import { type ErrorDetails, PackageError } from "@alpha-engine/dialect";

import type { PoolAttempt } from "./pools/pool.ts";

/** Why an instance was not had, was lost, or not given back; stable. */
export type SpotLauncherErrorCode =
  /** Every pool was asked and none has an instance now. */
  | "SPOT_CAPACITY_EXHAUSTED"
  /** Another pool would not help: permission, image, parameters, a quota that a person must raise. */
  | "LAUNCH_REFUSED"
  /** EC2 answered "later" until patience ended; nothing was said about capacity. */
  | "EC2_UNAVAILABLE"
  /** EC2 refused a question other than a launch, for good: permission, parameters. */
  | "EC2_REFUSED"
  /** No call reached EC2: endpoint, network, region, credentials. */
  | "EC2_UNREACHABLE"
  /** A launch was asked for and nobody could say whether it happened. */
  | "LAUNCH_UNRESOLVED"
  /** Told to stop; what had been launched was given back. */
  | "LAUNCH_CANCELLED"
  /** What was asked for lacks something or contradicts itself; EC2 was not asked. */
  | "BAD_SPEC"
  /** It was still pending, or unknown, when its time to run was over. */
  | "NEVER_RUNNING"
  /** It ended before it ran. */
  | "INSTANCE_LOST"
  /** It may be running still; the hint ends it. */
  | "GIVE_BACK_FAILED";

/** What went wrong, by a stable code; `attempts` says what every pool answered. */
export class SpotLauncherError extends PackageError<SpotLauncherErrorCode> {
  override readonly name = "SpotLauncherError";
  readonly attempts: readonly PoolAttempt[];

  constructor(
    code: SpotLauncherErrorCode,
    message: string,
    { attempts = [], ...details }: ErrorDetails & { readonly attempts?: readonly PoolAttempt[] } = {},
  ) {
    super(code, message, details);
    this.attempts = attempts;
  }
}
