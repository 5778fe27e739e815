import { explainFailure } from "@alpha-engine/aws-calls";

import { SpotLauncherError, type SpotLauncherErrorCode } from "../errors.ts";

/** A question to EC2 that came to nothing, in this package's words. */
export function ec2Error(what: string, error: unknown): SpotLauncherError {
  const { kind, name, message, httpStatus, isRetryable } = explainFailure(error);
  const [code, hint] = codeAndHint(httpStatus, isRetryable, kind);
  return new SpotLauncherError(code, `cannot ${what}: ${name}: ${message}`, { cause: error, hint });
}

function codeAndHint(
  httpStatus: number | undefined,
  isRetryable: boolean,
  kind: string,
): readonly [SpotLauncherErrorCode, string] {
  if (httpStatus === undefined) {
    return ["EC2_UNREACHABLE", "check AWS_REGION, the credentials and the way to the endpoint"];
  }
  if (isRetryable) return ["EC2_UNAVAILABLE", "try again later"];
  return [
    "EC2_REFUSED",
    kind === "refused" ? "check what was asked for" : "check the credentials and what their role may do",
  ];
}
