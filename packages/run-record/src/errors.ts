import { PackageError } from "@alpha-engine/dialect";

/** What can be wrong with a record. */
export type RunRecordErrorCode =
  /** The file is not there, or cannot be read. */
  | "RECORD_UNREADABLE"
  /** A line in its middle is no fact; `message` has its number. */
  | "RECORD_INVALID"
  /** It has no beginning, or is of a later version. */
  | "RECORD_FOREIGN";

/** Everything that can go wrong here. `code` is stable, `hint` says what to do next. */
export class RunRecordError extends PackageError<RunRecordErrorCode> {
  override readonly name = "RunRecordError";
}
