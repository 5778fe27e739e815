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
  {
    id: "unsigned",
    behaviour:
      "A request without a signature is MissingAuthenticationToken, MissingAuthenticationTokenException in JSON, AccessDenied in S3.",
    kind: "documentation",
    source: "common errors of each service; S3 error responses",
    date: "2026-11",
    file: "src/cloud/door/refuse-entry.ts",
    test: "without a signature is refused in its own words",
  },
  {
    id: "invalid-region",
    behaviour:
      "A signature for what is not spelled like a region is refused: credential should be scoped to a valid one.",
    kind: "documentation",
    source: "Signature Version 4, troubleshooting",
    date: "2026-11",
    file: "src/cloud/door/refuse-entry.ts",
    test: "a signature for no region is refused in the words of %s",
  },
  {
    id: "web-pages",
    behaviour:
      "Requests that a browser sent for a page, or to a foreign name, are refused; AWS asks for the signature only.",
    kind: "deviates",
    source: "Fetch standard, CORS; Fetch Metadata",
    date: "2026-11",
    file: "src/wire/foreign.ts",
    test: "by %s is refused in its own form, signed or not",
  },
  {
    id: "unverified",
    behaviour: "A signature says who asks, where and for which service; whether it is right is not looked at.",
    kind: "deviates",
    source: "Signature Version 4",
    date: "2026-11",
    file: "src/wire/is-signed.ts",
    test: "a link that was presigned, by either version of the signature",
  },
  {
    id: "body-limits",
    behaviour: "A body that is longer than its service's calls can be is RequestEntityTooLargeException, 413.",
    kind: "inference",
    source: "quotas of each service; Lambda's RequestTooLargeException",
    date: "2026-11",
    file: "src/wire/body.ts",
    test: "of %s that is too long is refused, announced or not",
  },
  {
    id: "regions",
    behaviour:
      "A request is answered by the region in its signature, apart from every other one; buckets are everywhere.",
    kind: "documentation",
    source: "AWS regions and endpoints; Signature Version 4, credential scope",
    date: "2026-11",
    file: "src/wire/credential-scope.ts",
    test: "what is put into one is read there and in no other, in whatever order",
  },
  {
    id: "partitions",
    behaviour: "ARNs carry the partition of their region, and the zones its short name.",
    kind: "source code",
    source: "botocore 1.43, partitions.json",
    date: "2026-11",
    file: "src/cloud/place.ts",
    test: "ARNs of %s carry the partition %s and the account",
  },
];
