import { type CallFailure, explainFailure, type FailureKind } from "@alpha-engine/aws-calls";

import { type Decision, decisionOnCode } from "./capacity-codes.ts";

/** Nothing was looked at but who asks, when and how often: what the code says beside that counts for nothing. */
const NOT_LOOKED_AT: ReadonlySet<FailureKind> = new Set(["throttled", "clock-skew", "credentials-expired"]);

/** What to do about a launch that failed: by EC2's own code, otherwise by what such an error means of any service. */
export function decide({ name, kind, isRetryable }: CallFailure): Decision {
  const known = NOT_LOOKED_AT.has(kind) ? undefined : decisionOnCode(name);
  if (known !== undefined) return known;
  if (isRetryable) return { action: "wait", meaning: "service" };
  const isOfTheCaller = kind === "denied" || kind === "bad-credentials" || kind === "not-configured";
  return { action: "fail", meaning: isOfTheCaller ? "configuration" : "unknown" };
}

/** The same for a code alone: a fleet's answer lists codes without errors. */
export function decideOnCode(code: string): Decision {
  return decide(explainFailure(Object.assign(new Error(code), { name: code })));
}
