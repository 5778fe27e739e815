import { parseRunDate } from "@alpha-engine/artifacts";
import { UsageError } from "@alpha-engine/command-line";

/** Where and for which day a command of the box works, from its environment. */
export interface Place {
  readonly bucket: string;
  readonly runDate: string;
}

export function placeFromEnvironment({ S3_BUCKET: bucket, RUN_DATE: runDate }: NodeJS.ProcessEnv = process.env): Place {
  if (bucket === undefined || bucket === "") throw new UsageError("S3_BUCKET is not set: no bucket to work in");
  if (runDate === undefined || runDate === "") throw new UsageError("RUN_DATE is not set: no day to work for");
  try {
    return { bucket, runDate: parseRunDate(runDate) };
  } catch (error) {
    throw new UsageError(`RUN_DATE: ${(error as Error).message}`);
  }
}
