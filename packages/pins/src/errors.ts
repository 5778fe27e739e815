/** Stable names of what can be wrong with what was given to read. */
export type PinsErrorCode = "NO_SUCH_PATH" | "NO_MANIFEST" | "BAD_MANIFEST" | "BAD_VERSIONS_FILE";

/** What was given to read cannot be read. */
export class PinsError extends Error {
  override readonly name = "PinsError";
  readonly code: PinsErrorCode;
  readonly hint: string;

  constructor(code: PinsErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}
