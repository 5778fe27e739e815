/** The rehearsal could not be set up; nothing is left running. A pipeline that fails is a result, never an error. */
export class RehearsalError extends Error {
  override readonly name = "RehearsalError";
  readonly code:
    | "CLOUD_NOT_STARTED"
    | "NAME_TAKEN"
    | "NO_SUCH_STATE"
    | "CANNOT_INJECT"
    | "BOX_NOT_ONLINE"
    | "DEFINITION_REFUSED"
    | "FOLDER_NOT_WRITABLE";
  readonly hint: string | undefined;

  constructor(
    code: RehearsalError["code"],
    message: string,
    details: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}
