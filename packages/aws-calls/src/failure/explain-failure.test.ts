import { describe, expect, test } from "vitest";

import { explainFailure, isNamed } from "./explain-failure.ts";
import { CONSEQUENCES, type FailureKind } from "./failure.ts";

interface Shape {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly httpStatusCode?: number;
  readonly clockSkewCorrected?: boolean;
  readonly cause?: unknown;
}

function errorOf({ message = "words", cause, httpStatusCode, clockSkewCorrected, ...fields }: Shape): Error {
  const $metadata = { httpStatusCode, clockSkewCorrected, attempts: 1 };
  return Object.assign(new Error(message, { cause }), { ...fields, $metadata });
}

const SHAPES: Readonly<Record<FailureKind, readonly Shape[]>> = {
  throttled: [
    { name: "Throttling", httpStatusCode: 400 },
    { name: "ThrottlingException", httpStatusCode: 400 },
    { name: "ThrottledException", httpStatusCode: 400 },
    { name: "RequestThrottled", httpStatusCode: 400 },
    { name: "RequestThrottledException", httpStatusCode: 400 },
    { name: "EC2ThrottledException", httpStatusCode: 400 },
    { name: "TooManyRequestsException", httpStatusCode: 429 },
    { name: "RequestLimitExceeded", httpStatusCode: 503 },
    { name: "SlowDown", httpStatusCode: 503 },
    { name: "ProvisionedThroughputExceededException", httpStatusCode: 400 },
    { name: "NobodyKnowsThis", httpStatusCode: 429 },
  ],
  "clock-skew": [
    { name: "RequestTimeTooSkewed", httpStatusCode: 403 },
    { name: "RequestExpired", httpStatusCode: 400 },
    { name: "RequestInTheFuture", httpStatusCode: 400 },
    { name: "InvalidSignatureException", message: "Signature expired: 20261130T1000Z", httpStatusCode: 400 },
    { name: "InvalidSignatureException", message: "Signature not yet current: 2026…", httpStatusCode: 400 },
    { name: "AuthFailure", httpStatusCode: 401, clockSkewCorrected: true },
    { name: "SignatureDoesNotMatch", httpStatusCode: 403, clockSkewCorrected: true },
  ],
  "credentials-expired": [
    { name: "ExpiredToken", httpStatusCode: 400 },
    { name: "ExpiredTokenException", httpStatusCode: 403 },
  ],
  unsent: [
    { code: "ECONNREFUSED" },
    { code: "ENOTFOUND" },
    { code: "EAI_AGAIN" },
    { code: "EHOSTUNREACH" },
    { code: "ENETUNREACH" },
    { code: "ETIMEDOUT", syscall: "connect" },
    { name: "TimeoutError", message: "Socket timed out without establishing a connection within 5000 ms" },
    { name: "AggregateError", code: "ECONNREFUSED" },
  ],
  lost: [
    { code: "ECONNRESET" },
    { code: "EPIPE" },
    { code: "ETIMEDOUT", syscall: "read" },
    { name: "TimeoutError" },
    { name: "AbortError" },
    { name: "RequestTimeout", httpStatusCode: 400 },
    { name: "SyntaxError", message: "Unexpected end of JSON input", httpStatusCode: 200 },
  ],
  "server-fault": [
    { name: "InternalServerError", httpStatusCode: 500 },
    { name: "ServiceUnavailable", httpStatusCode: 503 },
    { name: "InternalError" },
    { name: "NobodyKnowsThis", httpStatusCode: 502 },
  ],
  denied: [
    { name: "AccessDenied", httpStatusCode: 403 },
    { name: "AccessDeniedException", httpStatusCode: 400 },
    { name: "UnauthorizedOperation", httpStatusCode: 403 },
    { name: "NotAuthorized", httpStatusCode: 400 },
    { name: "AccessDeniedException", httpStatusCode: 400, clockSkewCorrected: true },
    { name: "UnknownError", httpStatusCode: 403 },
  ],
  "bad-credentials": [
    { name: "UnrecognizedClientException", httpStatusCode: 400 },
    { name: "InvalidClientTokenId", httpStatusCode: 403 },
    { name: "InvalidAccessKeyId", httpStatusCode: 403 },
    { name: "SignatureDoesNotMatch", httpStatusCode: 403 },
    { name: "AuthFailure", httpStatusCode: 401 },
  ],
  "not-configured": [{ name: "CredentialsProviderError" }, { message: "Region is missing" }],
  refused: [
    { name: "ValidationException", httpStatusCode: 400 },
    { name: "NoSuchBucket", httpStatusCode: 404 },
    { name: "ConflictException", httpStatusCode: 409 },
    { name: "ValidationException", httpStatusCode: 400, clockSkewCorrected: true },
  ],
  cancelled: [],
  "not-a-call": [{ name: "TypeError", message: "x is not a function" }, { message: "no file" }],
};

const rows = Object.entries(SHAPES).flatMap(([kind, shapes]) =>
  shapes.map((shape) => [kind as FailureKind, shape] as const),
);

describe("one table says what the error of a call means", () => {
  test.each(rows)("%s: %j", (kind, shape) => {
    const { effect, retry } = CONSEQUENCES[kind];
    expect(explainFailure(errorOf(shape))).toMatchObject({ kind, mayHaveHadEffect: effect, isRetryable: retry });
  });

  test.each(rows.filter(([kind]) => kind !== "not-a-call"))("the same inside another error: %s: %j", (kind, shape) => {
    expect(explainFailure(new Error("the launch failed", { cause: errorOf(shape) })).kind).toBe(kind);
  });

  test("everything that was refused before it began is told to have had no effect, and nothing else", () => {
    const mayBe = Object.entries(CONSEQUENCES).filter(([, { effect }]) => effect);
    expect(mayBe.map(([kind]) => kind).sort()).toEqual(["cancelled", "lost", "server-fault"]);
  });
});

test("a call that the caller's own signal ended is cancelled, one that its time ended is lost", () => {
  const error = errorOf({ name: "AbortError" });
  expect(explainFailure(error, { signal: AbortSignal.abort() }).kind).toBe("cancelled");
  expect(explainFailure(error, { signal: new AbortController().signal }).kind).toBe("lost");
});

test("what is no error at all is no failure of a call", () => {
  for (const thrown of [undefined, null, "words", 3, {}]) expect(explainFailure(thrown).kind).toBe("not-a-call");
});

test("an error whose causes stand in a circle is looked at and left", () => {
  const error = new Error("a");
  error.cause = error;
  expect(explainFailure(error).kind).toBe("not-a-call");
});

test("an answer without a body says its status, the network its code", () => {
  expect(explainFailure(errorOf({ name: "NotFound", message: "UnknownError", httpStatusCode: 404 })).message).toBe(
    "HTTP 404",
  );
  expect(explainFailure(errorOf({ code: "ECONNRESET", message: "" }))).toMatchObject({
    name: "ECONNRESET",
    message: "no answer",
  });
});

test("an error is named with or without Exception", () => {
  const error = errorOf({ name: "InvalidInstanceIdException", httpStatusCode: 400 });
  expect(isNamed(error, "InvocationDoesNotExist", "InvalidInstanceId")).toBe(true);
  expect(isNamed(new Error("wrapped", { cause: error }), "InvalidInstanceIdException")).toBe(true);
  expect(isNamed(error, "InvalidInstance")).toBe(false);
  expect(isNamed(undefined, "InvalidInstanceId")).toBe(false);
});
