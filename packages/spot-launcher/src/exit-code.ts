import { SpotLauncherError, type SpotLauncherErrorCode } from "./errors.ts";

/** 64 is what callers of the older launcher know as "no capacity anywhere". */
const EXIT_CODES: Partial<Record<SpotLauncherErrorCode, number>> = {
  SPOT_CAPACITY_EXHAUSTED: 64,
  BAD_SPEC: 2,
  LAUNCH_CANCELLED: 130,
};

/** 64 no capacity anywhere, 2 bad spec, 130 cancelled, 1 everything else. */
export function exitCodeOf(error: unknown): number {
  return error instanceof SpotLauncherError ? (EXIT_CODES[error.code] ?? 1) : 1;
}
