import { SpotLauncherError } from "./errors.ts";

/** 64 no capacity anywhere (callers of the older launcher know it), 2 bad spec, 1 everything else. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof SpotLauncherError)) return 1;
  if (error.code === "SPOT_CAPACITY_EXHAUSTED") return 64;
  return error.code === "BAD_SPEC" ? 2 : 1;
}
