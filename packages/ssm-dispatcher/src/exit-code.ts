import { EXIT_CODES } from "@alpha-engine/dialect";

import { SsmDispatcherError, type SsmDispatcherErrorCode } from "./errors.ts";

const CODES: Readonly<Record<SsmDispatcherErrorCode, number>> = {
  SCRIPT_REFUSED: EXIT_CODES.usage,
  NEVER_ONLINE: EXIT_CODES.lost,
  INSTANCE_LOST: EXIT_CODES.lost,
  NO_SUCH_COMMAND: EXIT_CODES.usage,
  STAGE_INCOMPLETE: EXIT_CODES.bad,
  CALL_FAILED: EXIT_CODES.bad,
};

/**
 * The exit code of the dispatcher's own failures: 2 for a script that SSM would not take or a command that it does not
 * know, 69 for no instance to run it on, 1 for everything else.
 *
 * @example
 * ```ts example
 * import { exitCodeOf, SsmDispatcherError } from "@alpha-engine/ssm-dispatcher";
 *
 * console.log(exitCodeOf(new SsmDispatcherError("NEVER_ONLINE", "i-1 did not come online")));
 * ```
 * ```text output
 * 69
 * ```
 */
export function exitCodeOf(error: unknown): number {
  return error instanceof SsmDispatcherError ? CODES[error.code] : EXIT_CODES.bad;
}
