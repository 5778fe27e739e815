/** What a service answers when it refuses; the router writes it in the family of the request's protocol. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** As on the wire: `InvocationDoesNotExist`, `InvalidInstanceID.NotFound`. */
  readonly code: string;
  readonly statusCode: number;

  constructor(code: string, message: string, statusCode = 400) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
  }
}

/** Anything a service threw that it did not mean to throw is AWS's internal error. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError("InternalFailure", error instanceof Error ? error.message : String(error), 500);
}
