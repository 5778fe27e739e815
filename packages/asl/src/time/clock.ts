/** The time an execution lives in. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, after `delayMs` milliseconds of this clock; the result cancels. */
  schedule(delayMs: number, callback: () => void, timer?: TimerOptions): () => void;
  /** Says that real work is in progress, until the result is called. Releasing twice is harmless. */
  hold(): () => void;
}

/** What a timer stands for. */
export interface TimerOptions {
  /**
   * It stands for how long a service takes by itself (a boot, a registration) and is no limit on anybody's work: a
   * {@link rehearsalClock} lets it pass quickly also while work is in progress. @default false
   */
  readonly latency?: boolean;
}
