/** The service said "not now": nothing was done, and asking again is right. */
export function isThrottle(error: unknown): boolean {
  return /^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException)$/.test(nameOf(error));
}

/** A fault of the way or of the service, or of credentials that will be renewed: says nothing about the command. */
export function isTransient(error: unknown): boolean {
  if (isThrottle(error)) return true;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === undefined || status >= 500) return true;
  return /^(ExpiredToken|ExpiredTokenException|RequestExpired|RequestTimeout)$/.test(nameOf(error));
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
