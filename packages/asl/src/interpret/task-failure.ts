/** What a task handler throws to fail its task with AWS's two texts. */
export class TaskFailure extends Error {
  override readonly name: string = "TaskFailure";
  /** The error name that Retry and Catch match, e.g. `Lambda.TooManyRequestsException`. Empty: AWS sent none. */
  readonly error: string;
  /** What happened, in the words that reach `$.error.Cause`. Empty: AWS sent none. */
  override readonly cause: string;

  constructor(error: string, cause: string = "") {
    super(cause === "" ? error : `${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}
