/** Base of what this package throws. `run` never does; `supervise` and `shipLog` do. */
export class LogCaptureError extends Error {
  override readonly name: string = "LogCaptureError";
  /** Stable, for programs: `COMMAND_FAILED`, `COMMAND_NOT_STARTED`, `LOG_SHRANK`. */
  readonly code: string;
  /** What to do next. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
