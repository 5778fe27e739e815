/** A definition, or a part of one, that cannot be read. */
export class ReadingError extends Error {
  override readonly name = "ReadingError";
  readonly code: "NOT_JSON" | "NOT_A_DEFINITION" | "NOT_COMMANDS" | "NOT_RENDERED" | "BAD_CONFIG";

  constructor(code: ReadingError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
