import { SpotLauncherError } from "../errors.ts";
import type { PoolAttempt } from "../pools/pool.ts";

export function cancelled(attempts: readonly PoolAttempt[]): SpotLauncherError {
  return new SpotLauncherError("LAUNCH_CANCELLED", "the launch was cancelled, nothing is left rented", { attempts });
}
