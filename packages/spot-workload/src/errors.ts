import { PackageError } from "@alpha-engine/dialect";

/** Why a workload was not run; stable. Nothing was launched. */
export type SpotWorkloadErrorCode =
  /** The times do not nest: attempts within the step, scripts within the watchdog, the watchdog within the deadline. */
  | "BUDGET_DOES_NOT_FIT"
  /** What was asked for lacks something or contradicts itself. */
  | "BAD_SPEC";

/** A workload that cannot be run as it is specified; nothing was launched. */
export class SpotWorkloadError extends PackageError<SpotWorkloadErrorCode> {
  override readonly name = "SpotWorkloadError";
}
