/** A description from which no sound definition can be built; says which part and why. */
export class BuildError extends Error {
  override readonly name = "BuildError";
  readonly code:
    | "UNSAFE_COMMAND"
    | "DUPLICATE_STATE"
    | "DANGLING_TARGET"
    | "UNREACHABLE_STATE"
    | "ERROR_NOT_CARRIED"
    | "TIMEOUTS_DO_NOT_NEST"
    | "BAD_INPUT_FIELD"
    | "BAD_NOTIFICATION"
    | "NOT_TRANSLATABLE";

  constructor(code: BuildError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
