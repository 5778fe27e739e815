/** A description from which no sound definition can be built; says which part and why. */
export class BuildError extends Error {
  override readonly name = "BuildError";
  readonly code: "UNSAFE_COMMAND" | "DUPLICATE_STATE" | "DANGLING_TARGET" | "BAD_NOTIFICATION";

  constructor(code: BuildError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
