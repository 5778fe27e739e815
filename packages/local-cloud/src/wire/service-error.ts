/** What a service answers when it refuses; the router writes it in the family of the request's protocol. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** As on the wire: `InvocationDoesNotExist`, `InvalidInstanceID.NotFound`. */
  readonly code: string;
  readonly statusCode: number;
  /** What clients of the Query protocol know it by, where that differs. */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, statusCode = 400, queryCode?: string) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
    this.queryCode = queryCode;
  }
}

/**
 * AWS does it and this cloud does not. Who asked gets an error of AWS; on top of that the answer carries a mark, so that
 * whoever rehearses something here learns that the error says nothing about AWS.
 */
export class NotModelledError extends ServiceError {
  readonly why: string;

  constructor(code: string, message: string, statusCode: number = 400, why: string = message) {
    super(code, message, statusCode);
    this.why = why;
  }
}

/** Set where the error of an answer is a {@link NotModelledError}; its value says why, percent-encoded. */
const MARK = "x-local-cloud-not-modelled";

/** The headers of an error's answer that tell of a {@link NotModelledError}. */
export function markOf(error: ServiceError): Readonly<Record<string, string>> {
  return error instanceof NotModelledError ? { [MARK]: encodeURIComponent(error.why) } : {};
}

/** What is not modelled, as the headers of an answer say it; `undefined` for any other answer. */
export function readMark(headers: Readonly<Record<string, unknown>> = {}): string | undefined {
  const value = headers[MARK];
  return typeof value === "string" ? decodeURIComponent(value) : undefined;
}

/** Anything a service threw that it did not mean to throw is AWS's internal error. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError("InternalFailure", error instanceof Error ? error.message : String(error), 500);
}
