import type { FidelityEntry } from "../../fidelity-entry.ts";

/** What every request meets first. */
export const door: readonly FidelityEntry[] = [
  {
    id: "throttling",
    behaviour:
      "ThrottlingException 400 in JSON, RequestLimitExceeded 503 in EC2, SlowDown 503 in S3, TooManyRequestsException 429 in Lambda.",
    kind: "documentation",
    source: "botocore 1.43 model, errors; the SDKs' retry tables",
    date: "2026-11",
    file: "src/cloud/door/door.ts",
    test: "to %s may be throttled, in its own words: %s",
  },
  {
    id: "credentials",
    behaviour:
      "An access key id that is not known is AuthFailure, InvalidClientTokenId, UnrecognizedClientException or InvalidAccessKeyId.",
    kind: "documentation",
    source: "common errors of each service",
    date: "2026",
    file: "src/cloud/door/credentials.ts",
    test: "to %s with credentials that look real is refused with the way to others",
  },
  {
    id: "clock-skew",
    behaviour: "A signature more than five minutes off is refused, with the service's time in Date; S3 allows fifteen.",
    kind: "documentation",
    source: "Signature Version 4; S3 RequestTimeTooSkewed",
    date: "2026",
    file: "src/cloud/door/signing-time.ts",
    test: "a cloud whose clock is off refuses signatures, and clients correct themselves by its Date",
  },
];
