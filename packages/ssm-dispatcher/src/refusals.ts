/** The service said "not now": nothing was done, and asking again is right. */
function isThrottle(error: unknown): boolean {
  return /^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException)$/.test(nameOf(error));
}

/**
 * Nothing was done for certain, and asking again may help: throttled, no way there, credentials that will be renewed, a
 * clock that goes wrong (the SDK has learned the right time by the refusal).
 */
export function isRefusal(error: unknown): boolean {
  return (
    isThrottle(error) ||
    /^(ExpiredToken|ExpiredTokenException|RequestExpired|RequestTimeTooSkewed)$/.test(nameOf(error)) ||
    isSkew(error) ||
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(codeOf(error) ?? "")
  );
}

function isSkew(error: unknown): boolean {
  return error instanceof Error && /^Signature (expired|not yet current)/.test(error.message);
}

/** A refusal, or a fault of the way or of the service: says nothing about the command. */
export function isTransient(error: unknown): boolean {
  if (isRefusal(error) || /^(TimeoutError|AbortError|RequestTimeout)$/.test(nameOf(error))) return true;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined ? codeOf(error) !== undefined : status >= 500;
}

/** For seconds after sendCommand the invocation is not to be found (both names: facts of the API's eventual consistency). */
export function isNotYetRegistered(error: unknown): boolean {
  return /^(InvocationDoesNotExist|InvalidPluginName)(Exception)?$/.test(nameOf(error));
}

export function isInvalidInstance(error: unknown): boolean {
  return /^InvalidInstanceId(Exception)?$/.test(nameOf(error));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Of an error of the network: `ECONNRESET`. */
function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && code.startsWith("E") ? code : undefined;
}
