import { PackageError } from "@alpha-engine/dialect";

/** Why nothing was checked. */
export type LintErrorCode =
  /** The configuration names what does not exist, or leaves out a reason. */
  | "BAD_CONFIG"
  /** A file that is to be a baseline is none. */
  | "BAD_BASELINE";

/** A configuration by which nothing can be checked. */
export class LintError extends PackageError<LintErrorCode> {
  override readonly name = "LintError";
}
