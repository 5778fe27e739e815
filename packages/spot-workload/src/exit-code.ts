import { ArtifactsError } from "@alpha-engine/artifacts";
import { DialectError, EXIT_CODES } from "@alpha-engine/dialect";
import { exitCodeOf as exitCodeOfLaunch } from "@alpha-engine/spot-launcher";
import { SsmDispatcherError, exitCodeOf as exitCodeOfDispatch } from "@alpha-engine/ssm-dispatcher";

import { SpotWorkloadError } from "./errors.ts";

/**
 * Of a launcher that could not do its work: 2 for wrong words, a wrong config, run date or budget; 64 no capacity; else 1.
 *
 * @example
 * ```ts example
 * import { exitCodeOf, planBudget } from "@alpha-engine/spot-workload";
 *
 * try {
 *   planBudget({ scripts: [{ name: "workload", timeout: "1h" }], budget: { stepTimeout: "1h" } });
 * } catch (error) {
 *   console.log(exitCodeOf(error));
 * }
 * ```
 * ```text output
 * 2
 * ```
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof SpotWorkloadError) return error.code === "STAGING_FAILED" ? EXIT_CODES.bad : EXIT_CODES.usage;
  if (isRunDate(error) || error instanceof DialectError) return EXIT_CODES.usage;
  return error instanceof SsmDispatcherError ? exitCodeOfDispatch(error) : exitCodeOfLaunch(error);
}

function isRunDate(error: unknown): boolean {
  return error instanceof ArtifactsError && error.code === "RUN_DATE_INVALID";
}
