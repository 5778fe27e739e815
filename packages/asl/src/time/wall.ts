import { longTimeout } from "./long-timeout.ts";

/** The real time behind a clock. */
export interface Wall {
  /** Milliseconds since any instant. */
  now(): number;
  /** Calls back once, after so many real milliseconds; the result cancels. */
  schedule(delayMs: number, callback: () => void): () => void;
  /** Calls back when who is about to take a hold has taken it; the result cancels. */
  whenSettled(callback: () => void): () => void;
}

export const realWall: Wall = { now: () => performance.now(), schedule: longTimeout, whenSettled };

/** Two rounds of the event loop. */
function whenSettled(callback: () => void): () => void {
  let immediate = setImmediate(() => {
    immediate = setImmediate(callback);
  });
  return () => clearImmediate(immediate);
}
