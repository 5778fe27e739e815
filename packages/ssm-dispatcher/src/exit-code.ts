import { DispatchError } from "./errors.ts";

const EXIT_CODES: Readonly<Record<DispatchError["code"], number>> = {
  SCRIPT_REFUSED: 2,
  NEVER_ONLINE: 69,
  INSTANCE_LOST: 69,
  NO_SUCH_COMMAND: 2,
  STAGE_INCOMPLETE: 1,
};

/** Of the dispatcher's own failures: 2 a script that SSM would not take, or a command it does not know, 69 no instance to run it on, 1 everything else. */
export function exitCodeOf(error: unknown): number {
  return error instanceof DispatchError ? EXIT_CODES[error.code] : 1;
}
