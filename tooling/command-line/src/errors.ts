/** The words of the command line are wrong: one line, exit code 2, nothing was started. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Ends the command with a code; the message, if any, is printed as it is. */
export class ExitError extends Error {
  override readonly name = "ExitError";
  readonly exitCode: number;

  constructor(exitCode: number, message = "") {
    super(message);
    this.exitCode = exitCode;
  }
}

/** By name and not by class: each package that has a command bundles a copy of these classes. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === "UsageError";
}

export function isExitError(error: unknown): error is ExitError {
  return error instanceof Error && error.name === "ExitError";
}
