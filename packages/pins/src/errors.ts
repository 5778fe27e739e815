import { PackageError } from "@alpha-engine/dialect";

/** What can be wrong with what was given to read. */
export type PinsErrorCode =
  /** A path is not there, or may not be read. */
  | "NO_SUCH_PATH"
  /** A folder holds nothing that says which versions are installed. */
  | "NO_MANIFEST"
  /** A package.json or another JSON file is not what it should be. */
  | "BAD_MANIFEST"
  /** A file of versions is not what it should be. */
  | "BAD_VERSIONS_FILE";

/** What was given to read cannot be read. */
export class PinsError extends PackageError<PinsErrorCode> {
  override readonly name = "PinsError";
}
