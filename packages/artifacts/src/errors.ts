interface ErrorDetails {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** Everything that can go wrong with artifacts. `code` is stable, `hint` says what to do next. */
export class ArtifactError extends Error {
  override readonly name: string = "ArtifactError";
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, { hint, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.hint = hint;
  }
}

/** `run_date` is not a day of the calendar in the form YYYY-MM-DD. */
export class RunDateError extends ArtifactError {
  override readonly name = "RunDateError";
  readonly received: string;

  constructor(received: string) {
    super("RUN_DATE_INVALID", `run_date must be a real date as YYYY-MM-DD, got ${JSON.stringify(received)}`);
    this.received = received;
  }
}

interface Location {
  readonly bucket: string;
  readonly key: string;
  readonly runDate: string;
}

/** Nothing was published at this key for this run_date. */
export class ArtifactMissingError extends ArtifactError {
  override readonly name = "ArtifactMissingError";
  readonly bucket: string;
  readonly key: string;
  readonly runDate: string;

  constructor({ bucket, key, runDate }: Location, hint?: string) {
    super("ARTIFACT_MISSING", `no artifact for run_date ${runDate}: s3://${bucket}/${key} does not exist`, { hint });
    this.bucket = bucket;
    this.key = key;
    this.runDate = runDate;
  }
}

/** What is there is not what its manifest says. */
export class ArtifactCorruptError extends ArtifactError {
  override readonly name = "ArtifactCorruptError";
  readonly bucket: string;
  readonly key: string;
  readonly runDate: string;

  constructor({ bucket, key, runDate }: Location, reason: string, hint?: string) {
    super("ARTIFACT_CORRUPT", `artifact of run_date ${runDate} is damaged: s3://${bucket}/${key} ${reason}`, { hint });
    this.bucket = bucket;
    this.key = key;
    this.runDate = runDate;
  }
}

/** The bucket did not answer as a bucket should. */
export class ArtifactStoreError extends ArtifactError {
  override readonly name = "ArtifactStoreError";
  readonly bucket: string;

  constructor(action: string, bucket: string, details: ErrorDetails) {
    super("ARTIFACT_STORE_FAILED", `cannot ${action}: ${describeAnswer(details.cause)}`, details);
    this.bucket = bucket;
  }
}

/** Something that a stage will need is not there; the message names all that is missing. */
export class PreflightError extends ArtifactError {
  override readonly name = "PreflightError";
  readonly problems: readonly Error[];

  constructor(problems: readonly Error[], checks: number) {
    const told = problems.map(({ message, hint }: Error & { readonly hint?: string | undefined }) =>
      hint === undefined ? message : `${message} (${hint})`,
    );
    super("PREFLIGHT_FAILED", `${problems.length} of ${checks} checks failed: ${told.join("; ")}`, {
      cause: problems[0],
    });
    this.problems = problems;
  }
}

/** The answer to a HEAD has no body, so the SDK knows of no message and says "UnknownError". */
function describeAnswer(cause: unknown): string {
  const { name, message, $metadata } = cause as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return `${name}: ${message === "UnknownError" ? `HTTP ${$metadata?.httpStatusCode}` : message}`;
}
