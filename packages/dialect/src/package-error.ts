/** What an error carries beside its code and its message. */
export interface ErrorDetails {
  /** What to do next. */
  readonly hint?: string | undefined;
  /** What it was caused by. */
  readonly cause?: unknown;
}

/**
 * What every package of the family throws: a `code` for programs, which is stable; a `message` that says what failed, what
 * was expected and what came; a `hint` that says what to do next.
 *
 * @example
 * ```ts example
 * import { PackageError } from "@alpha-engine/dialect";
 *
 * class ShopError extends PackageError<"SOLD_OUT"> {
 *   override readonly name = "ShopError";
 * }
 * const { code, message, hint } = new ShopError("SOLD_OUT", "no apples: expected 3, found 0", { hint: "try pears" });
 * console.log(`${code}: ${message} (${hint})`);
 * ```
 * ```text output
 * SOLD_OUT: no apples: expected 3, found 0 (try pears)
 * ```
 */
export abstract class PackageError<Code extends string = string> extends Error {
  /** Stable, for programs. */
  readonly code: Code;
  /** What to do next. */
  readonly hint: string | undefined;

  constructor(code: Code, message: string, { hint, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }
}
