import type { isThrottlingError } from "@smithy/core/retry";

/** What an error of the SDK, of a service, or of the way to it tells of itself. */
export interface SdkError {
  /** As the SDK's own tables take it, without what caused it: they would look there, too. */
  readonly alone: Alone;
  /** The service's name of the error, the SDK's or Node's class. */
  readonly name: string;
  /** Of an error of the network, such as `ECONNRESET`. */
  readonly networkCode: string | undefined;
  readonly message: string;
  /** It came while the connection was being made. */
  readonly isOfConnecting: boolean;
  readonly httpStatus: number | undefined;
  readonly attempts: number;
  /** The SDK learned by this answer that the clock is more than four minutes off. */
  readonly clockSkewCorrected: boolean;
}

type Alone = Parameters<typeof isThrottlingError>[0];

interface Fields {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly $retryable?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly attempts?: number;
    readonly clockSkewCorrected?: boolean;
  };
}

export function readSdkError(error: Error): SdkError {
  const { code, syscall, $metadata = {}, $retryable } = error as Fields;
  const { name, message } = error;
  return {
    alone: { name, message, code, $metadata, $retryable } as unknown as Alone,
    name,
    networkCode: typeof code === "string" && /^E[A-Z_]+$/.test(code) ? code : undefined,
    message: message.trim(),
    isOfConnecting: syscall === "connect",
    httpStatus: $metadata.httpStatusCode,
    attempts: $metadata.attempts ?? 1,
    clockSkewCorrected: $metadata.clockSkewCorrected === true,
  };
}
