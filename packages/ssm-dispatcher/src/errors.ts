/** A refusal or a failure of the dispatcher itself; how a script ended is a result, never an error. */
export class DispatchError extends Error {
  override readonly name = "DispatchError";
  readonly code: "SCRIPT_REFUSED" | "NEVER_ONLINE" | "INSTANCE_LOST" | "NO_SUCH_COMMAND" | "STAGE_INCOMPLETE";
  readonly hint: string | undefined;

  constructor(
    code: DispatchError["code"],
    message: string,
    details: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}
