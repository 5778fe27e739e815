import { ServiceError } from "../../../wire/service-error.ts";

/** What an operation answers that would have succeeded. */
export function dryRun(): ServiceError {
  return new ServiceError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
}
