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
