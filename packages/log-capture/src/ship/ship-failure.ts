import { explainFailure, type FailureKind } from "@alpha-engine/aws-calls";

import { LogCaptureError } from "../errors.ts";

const HINTS: Readonly<Partial<Record<FailureKind, string>>> = {
  denied: "allow s3:PutObject on the bucket to the role of this machine",
  "bad-credentials": "aws sts get-caller-identity says whether AWS knows the credentials",
  "not-configured": "give the machine a role, or set AWS_REGION and credentials",
};

/** What is thrown when a log could not be shipped. */
export function shipFailure(error: unknown, deadline: AbortSignal): unknown {
  if (error instanceof LogCaptureError) return error;
  if (deadline.aborted) {
    return new LogCaptureError("SHIP_TIMED_OUT", "S3 did not take the log in time", {
      hint: "ship it again with log-capture ship, or give more time with --upload-timeout",
      cause: error,
    });
  }
  const { kind, name, message } = explainFailure(error);
  if (kind === "not-a-call") return error;
  return new LogCaptureError("SHIP_FAILED", `S3 did not take the log: ${name}: ${message}`, {
    hint: HINTS[kind],
    cause: error,
  });
}
