/** A workload that cannot be run as it is specified; nothing was launched. */
export class SpotWorkloadError extends Error {
  override readonly name = "SpotWorkloadError";
  readonly code: "BUDGET_DOES_NOT_FIT" | "BAD_SPEC";
  readonly hint: string | undefined;

  constructor(code: SpotWorkloadError["code"], message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
