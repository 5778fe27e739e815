import { EXIT_CODES, exitCodeHelp } from "@alpha-engine/dialect";

import { SpotWorkloadError } from "../errors.ts";

/**
 * What a launcher ends with that threw this; 1 of anything else than what {@link runLauncher} throws or the launcher's own
 * words. Loads no AWS SDK.
 *
 * @example
 * ```ts example
 * import { launcherExitCode, SpotWorkloadError } from "@alpha-engine/spot-workload/launcher";
 *
 * console.log(launcherExitCode(new SpotWorkloadError("USAGE", "--mode: expected one mode")));
 * ```
 * ```text output
 * 2
 * ```
 */
export function launcherExitCode(error: unknown): number {
  if (error instanceof SpotWorkloadError && error.code === "USAGE") return EXIT_CODES.usage;
  return (error as { readonly exitCode?: number }).exitCode ?? EXIT_CODES.bad;
}

/**
 * What every launcher can end with, for its `--help`.
 *
 * @example
 * ```ts example
 * import { launcherExitCodeHelp } from "@alpha-engine/spot-workload/launcher";
 *
 * console.log(launcherExitCodeHelp().split("\n")[0]);
 * ```
 * ```text output
 * Exit codes:
 * ```
 */
export function launcherExitCodeHelp(): string {
  return exitCodeHelp(
    ["ok", "done"],
    ["bad", "a launch that EC2 refused, a failure of the launcher's own"],
    ["usage", "usage, config, run date or budgets: nothing was launched"],
    ["noCapacity", "no spot capacity anywhere"],
    ["lost", "the instance was lost, and nothing more could be done"],
    ["timedOut", "a script took longer than its budget"],
    ["interrupted", "told to end: the script was cancelled, the instance given back"],
    "child",
    "signal",
  );
}
