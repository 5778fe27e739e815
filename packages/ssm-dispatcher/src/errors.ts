import { explainFailure, type FailureKind } from "@alpha-engine/aws-calls";
import { PackageError } from "@alpha-engine/dialect";

/** Why the dispatcher refused or gave up. */
export type SsmDispatcherErrorCode =
  /** What was asked for cannot be sent: an empty or too large script, a prefix that clean-ups remove, no instance. */
  | "SCRIPT_REFUSED"
  /** The instance's agent did not answer in time. */
  | "NEVER_ONLINE"
  /** The instance went away before its agent answered. */
  | "INSTANCE_LOST"
  /** SSM knows no such command, or it was sent to another instance. */
  | "NO_SUCH_COMMAND"
  /** Files could not be staged, fetched or removed, or are not what their manifest says. */
  | "STAGE_INCOMPLETE"
  /** AWS refused a call for good, or went on not answering; the cause is the SDK's error. */
  | "CALL_FAILED";

/** A refusal or a failure of the dispatcher itself; how a script ended is a result, never an error. */
export class SsmDispatcherError extends PackageError<SsmDispatcherErrorCode> {
  override readonly name = "SsmDispatcherError";
}

const HINTS: Readonly<Partial<Record<FailureKind, string>>> = {
  denied: "allow it to the role that this is called with; aws sts get-caller-identity says which one that is",
  "bad-credentials": "aws sts get-caller-identity says whether AWS knows the credentials",
  "not-configured": "set AWS_REGION and credentials, or a profile that has both",
};

/** What is thrown for a call that failed for good. What is no failure of a call stays as it is. */
export function callFailed(operation: string, error: unknown): unknown {
  if (error instanceof SsmDispatcherError) return error;
  const { kind, name, message } = explainFailure(error);
  if (kind === "not-a-call") return error;
  return new SsmDispatcherError("CALL_FAILED", `${operation} failed: ${name}: ${message}`, {
    hint: HINTS[kind],
    cause: error,
  });
}
