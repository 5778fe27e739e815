import { isThrottlingError, isTransientError } from "@smithy/core/retry";

import type { FailureKind } from "./failure.ts";
import type { SdkError } from "./sdk-error.ts";

/** In the order in which they are asked; the first that is sure decides. */
const RULES: readonly (readonly [FailureKind, (error: SdkError) => boolean])[] = [
  ["throttled", ({ alone }) => isThrottlingError(alone)],
  ["clock-skew", isClockSkew],
  ["credentials-expired", ({ name }) => CREDENTIALS_EXPIRED.has(name)],
  ["bad-credentials", ({ name }) => BAD_CREDENTIALS.test(name)],
  ["denied", isDenied],
  ["not-configured", isNotConfigured],
  ["unsent", isUnsent],
  ["lost", isLost],
  ["server-fault", isServerFault],
  ["refused", ({ httpStatus }) => httpStatus !== undefined],
];

/** What an error means, or undefined where it is no error of a call. The SDK's own tables come first. */
export function kindOf(error: SdkError): FailureKind | undefined {
  return RULES.find(([, applies]) => applies(error))?.[0];
}

/** What only a wrong time is called (S3, EC2, and the signature's version 4 elsewhere). */
const CLOCK_SKEW = /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)(Exception)?$/;
/** What a wrong time may be called, too. */
const MAYBE_CLOCK_SKEW = /^(AuthFailure|SignatureDoesNotMatch|InvalidSignature)(Exception)?$/;

/**
 * The SDK says of every answer to a clock that is off that it corrected something, of a lack of permission, too: it counts
 * only with an error that can be one of the time.
 */
function isClockSkew({ name, message, clockSkewCorrected }: SdkError): boolean {
  if (CLOCK_SKEW.test(name) || /Signature (expired|not yet current)/i.test(message)) return true;
  return clockSkewCorrected && MAYBE_CLOCK_SKEW.test(name);
}

const CREDENTIALS_EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]);
/** Common errors of the services' API references, and S3's and EC2's of their own. */
const BAD_CREDENTIALS =
  /^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|AuthFailure|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|MissingSecurityHeader)(Exception)?$/;

function isDenied({ name, httpStatus }: SdkError): boolean {
  return /^(AccessDenied|NotAuthorized|UnauthorizedOperation|Forbidden|AuthorizationError|OptInRequired)/.test(name)
    ? true
    : httpStatus === 403 && /^(Unknown|UnknownError|Error)$/.test(name);
}

function isNotConfigured({ name, message, httpStatus }: SdkError): boolean {
  return (
    httpStatus === undefined &&
    (/^(Credentials|Token)ProviderError$/.test(name) || message.startsWith("Region is missing"))
  );
}

/** Node's codes of a way that did not come about; a connection that timed out before it stood is told by its words. */
function isUnsent({ networkCode = "", message, isOfConnecting, httpStatus }: SdkError): boolean {
  if (httpStatus !== undefined) return false;
  return (
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/.test(networkCode) ||
    (networkCode === "ETIMEDOUT" && isOfConnecting) ||
    /without establishing a connection/.test(message)
  );
}

/** No answer, or one that came and cannot be read: of both nobody knows what was done. */
function isLost({ name, networkCode, httpStatus, alone }: SdkError): boolean {
  if (/^(TimeoutError|AbortError|RequestTimeout|RequestTimeoutException)$/.test(name)) return true;
  if (httpStatus === undefined) return networkCode !== undefined || isTransientError(alone);
  return httpStatus < 300;
}

/** Some lists of errors inside a good answer, such as CreateFleet's, have the name and no status. */
function isServerFault({ name, httpStatus = 0 }: SdkError): boolean {
  return (
    httpStatus >= 500 ||
    /^(InternalError|InternalFailure|InternalServerError|InternalServerException|ServiceUnavailable|Unavailable)(Exception)?$/.test(
      name,
    )
  );
}
