import { type CallFailure, explainFailure, type FailureKind } from "@alpha-engine/aws-calls";

import { DeployError, type DeployErrorCode } from "../errors.ts";

const AGAIN = "then run the same command again";

/** What a caller can do about each kind of failure; everything else is AWS's answer. */
const BY_KIND: Partial<Readonly<Record<FailureKind, readonly [DeployErrorCode, string]>>> = {
  throttled: ["THROTTLED", "wait a minute and run the same command again: it goes on from what is there"],
  denied: ["ACCESS_DENIED", `the caller's role needs this permission; grant it, ${AGAIN}`],
  "clock-skew": ["UNREACHABLE", `set the clock of this machine, ${AGAIN}`],
  "credentials-expired": ["UNREACHABLE", `log in, or set AWS_PROFILE, ${AGAIN}`],
  "bad-credentials": ["UNREACHABLE", `log in, or set AWS_PROFILE, ${AGAIN}`],
  unsent: ["UNREACHABLE", `check the network and AWS_ENDPOINT_URL, ${AGAIN}`],
  lost: ["UNREACHABLE", `check the network and AWS_ENDPOINT_URL, ${AGAIN}`],
};

const CONFLICTS = ["ConflictException", "ConcurrentModificationException"];

/** The error of a call as one that says which call it was and what to do; a defect of this program stays what it is. */
export function explain(what: string, error: unknown, attempts: number): unknown {
  const failure = explainFailure(error);
  if (failure.kind === "not-a-call") return error;
  const [code, hint] = codeOf(failure);
  const after = attempts > 1 ? ` after ${attempts} attempts` : "";
  return new DeployError(code, `${what} failed${after}: ${failure.name}: ${failure.message}`, { hint, cause: error });
}

function codeOf({ kind, name, message }: CallFailure): readonly [DeployErrorCode, string] {
  if (CONFLICTS.includes(name)) {
    return ["CHANGED_MEANWHILE", "somebody else is at it; look at the plan, then run the same command again"];
  }
  if (kind === "not-configured") {
    return ["UNREACHABLE", `${/region/i.test(message) ? "set AWS_REGION" : "log in, or set AWS_PROFILE"}, ${AGAIN}`];
  }
  return (
    BY_KIND[kind] ?? [
      "AWS_REFUSED",
      "mend what AWS names, then run the same command again: it goes on from what is there",
    ]
  );
}
