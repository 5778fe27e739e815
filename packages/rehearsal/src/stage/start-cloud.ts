import { rmSync } from "node:fs";

import { type LocalCloud, LocalCloudError, type LocalCloudOptions, startLocalCloud } from "@alpha-engine/local-cloud";

import { RehearsalError } from "../errors.ts";
import { Interrupted, type Interruption } from "../interruption.ts";

/** Starts the cloud in the run's folder; where it cannot start, nothing of this rehearsal stays. */
export async function startCloud(options: LocalCloudOptions, interruption: Interruption): Promise<LocalCloud> {
  try {
    const start = (): Promise<LocalCloud> => startLocalCloud(options);
    return await interruption.begin("its cloud started", start, (late) => late.stop());
  } catch (cause) {
    if (cause instanceof Interrupted) throw cause;
    rmSync(options.directory, { recursive: true, force: true });
    const { message } = cause as Error;
    const details = cause instanceof LocalCloudError ? { cause, hint: cause.hint } : { cause };
    throw new RehearsalError("CLOUD_NOT_STARTED", message, details);
  }
}
