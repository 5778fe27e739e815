import { PackageError } from "./package-error.ts";

/** What this package refuses. */
export type DialectErrorCode =
  /** It is not a duration. */
  "BAD_DURATION";

/** Something that is not said as the family says it. */
export class DialectError extends PackageError<DialectErrorCode> {
  override readonly name = "DialectError";
}
