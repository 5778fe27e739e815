import { explainFailure } from "@alpha-engine/aws-calls";

import { SpotWorkloadError } from "../errors.ts";

export function stagingError(what: string, error: unknown): SpotWorkloadError {
  const { name, message } = explainFailure(error);
  return new SpotWorkloadError("STAGING_FAILED", `cannot ${what}: ${name}: ${message}`, {
    cause: error,
    hint: "check the bucket, its region, and what the launcher's role may do in it",
  });
}
