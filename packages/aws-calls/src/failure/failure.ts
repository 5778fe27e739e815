/**
 * What the failure of a call means to who made it.
 *
 * Nothing was done, and asking again may help:
 * - `throttled`: refused for now.
 * - `clock-skew`: refused for the time of its signature. The client has learned the right time from the answer.
 * - `credentials-expired`: refused until the credentials are renewed.
 * - `unsent`: nobody to send it to, for now: no route, no such host, a refused connection.
 *
 * It may have been done:
 * - `lost`: sent, perhaps, and not answered, or not in a form that can be read.
 * - `server-fault`: answered with a fault of the service's own.
 * - `cancelled`: the caller's own signal ended it.
 *
 * Nothing was done, and asking again in the same way will not help:
 * - `denied`: the caller may not do this.
 * - `bad-credentials`: AWS does not know who asks, or the signature is wrong.
 * - `not-configured`: no region, or no credentials anywhere.
 * - `refused`: any other answer of the service.
 * - `not-a-call`: not the failure of a call: a defect of the program.
 */
export type FailureKind =
  | "throttled"
  | "clock-skew"
  | "credentials-expired"
  | "unsent"
  | "lost"
  | "server-fault"
  | "cancelled"
  | "denied"
  | "bad-credentials"
  | "not-configured"
  | "refused"
  | "not-a-call";

/** The failure of a call, explained. */
export interface CallFailure {
  readonly kind: FailureKind;
  /** What AWS, or the way to it, calls it: `ThrottlingException`, `ECONNRESET`. */
  readonly name: string;
  readonly message: string;
  /** Undefined where nothing answered. */
  readonly httpStatus: number | undefined;
  /** How often the SDK asked. */
  readonly attempts: number;
  /** Whether the request may have been carried out all the same. */
  readonly mayHaveHadEffect: boolean;
  /** Whether asking again may help. */
  readonly isRetryable: boolean;
}

interface Consequences {
  readonly effect: boolean;
  readonly retry: boolean;
}

/** What follows from a kind. */
export const CONSEQUENCES: Readonly<Record<FailureKind, Consequences>> = {
  throttled: { effect: false, retry: true },
  "clock-skew": { effect: false, retry: true },
  "credentials-expired": { effect: false, retry: true },
  unsent: { effect: false, retry: true },
  lost: { effect: true, retry: true },
  "server-fault": { effect: true, retry: true },
  cancelled: { effect: true, retry: false },
  denied: { effect: false, retry: false },
  "bad-credentials": { effect: false, retry: false },
  "not-configured": { effect: false, retry: false },
  refused: { effect: false, retry: false },
  "not-a-call": { effect: false, retry: false },
};
