import { type ErrorDetails, PackageError } from "@alpha-engine/dialect";

/** What can go wrong with artifacts and with what a stage needs. */
export type ArtifactsErrorCode =
  /** The run date is not a day of the calendar as YYYY-MM-DD. */
  | "RUN_DATE_INVALID"
  /** A stage has no name that could be part of a key. */
  | "STAGE_INVALID"
  /** Nothing was published there for this run date, or the manifest does not list the file. */
  | "ARTIFACT_MISSING"
  /** What is there is not what its manifest says. */
  | "ARTIFACT_CORRUPT"
  /** The bucket refused, or did not answer; `cause` is the SDK's error. */
  | "ARTIFACT_STORE_FAILED"
  /** Something that a stage needs is not there; `problems` has each. */
  | "PREFLIGHT_FAILED"
  /** Node is older than what is needed. */
  | "NODE_TOO_OLD"
  /** A library is not installed. */
  | "LIBRARY_MISSING"
  /** An environment variable is not set. */
  | "VARIABLE_MISSING"
  /** A program is not on the PATH. */
  | "PROGRAM_MISSING"
  /** The temporary folder has too little space. */
  | "DISK_FULL"
  /** Parameter Store does not have a parameter. */
  | "SECRET_MISSING"
  /** Parameter Store refused, or did not answer. */
  | "SECRETS_UNREADABLE"
  /** A server does not answer. */
  | "UNREACHABLE";

interface ArtifactsErrorDetails extends ErrorDetails {
  readonly key?: string | undefined;
  readonly problems?: readonly Error[] | undefined;
}

/** Everything that can go wrong here. `code` is stable, `hint` says what to do next. */
export class ArtifactsError extends PackageError<ArtifactsErrorCode> {
  override readonly name = "ArtifactsError";
  /** The key in the bucket that it is about, if it is about one. */
  readonly key: string | undefined;
  /** With `PREFLIGHT_FAILED`: everything that is wrong. */
  readonly problems: readonly Error[];

  constructor(
    code: ArtifactsErrorCode,
    message: string,
    { key, problems = [], ...details }: ArtifactsErrorDetails = {},
  ) {
    super(code, message, details);
    this.key = key;
    this.problems = problems;
  }
}
