import type { PoolAttempt } from "./launch/pool.ts";

/** What went wrong, by a stable code; `attempts` says what every pool answered. */
export class SpotLauncherError extends Error {
  override readonly name = "SpotLauncherError";
  readonly code: "SPOT_CAPACITY_EXHAUSTED" | "LAUNCH_REFUSED" | "BAD_SPEC" | "GIVE_BACK_FAILED";
  readonly hint: string | undefined;
  readonly attempts: readonly PoolAttempt[];

  constructor(
    code: SpotLauncherError["code"],
    message: string,
    details: { readonly hint?: string; readonly attempts?: readonly PoolAttempt[]; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.attempts = details.attempts ?? [];
  }
}
