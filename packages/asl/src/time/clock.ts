/** The time an execution lives in. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, after `delayMs` milliseconds of this clock; the result cancels. */
  schedule(delayMs: number, callback: () => void): () => void;
  /** Says that real work is in progress, until the result is called. Releasing twice is harmless. */
  hold(): () => void;
}
