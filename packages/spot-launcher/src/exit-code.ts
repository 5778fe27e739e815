import { EXIT_CODES } from "@alpha-engine/dialect";

import { SpotLauncherError, type SpotLauncherErrorCode } from "./errors.ts";

const CODES: Partial<Record<SpotLauncherErrorCode, number>> = {
  SPOT_CAPACITY_EXHAUSTED: EXIT_CODES.noCapacity,
  BAD_SPEC: EXIT_CODES.usage,
  LAUNCH_CANCELLED: EXIT_CODES.interrupted,
};

/**
 * What a command ends with that failed by this error: 64 no capacity anywhere, 2 bad spec, 130 cancelled, 1 everything else.
 *
 * @example
 * ```ts example
 * import { exitCodeOf, SpotLauncherError } from "@alpha-engine/spot-launcher";
 *
 * console.log(exitCodeOf(new SpotLauncherError("SPOT_CAPACITY_EXHAUSTED", "no capacity in any of 6 pools")));
 * ```
 * ```text output
 * 64
 * ```
 */
export function exitCodeOf(error: unknown): number {
  return error instanceof SpotLauncherError ? (CODES[error.code] ?? EXIT_CODES.bad) : EXIT_CODES.bad;
}
