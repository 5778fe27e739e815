import type { Clock } from "./clock.ts";
import { longTimeout } from "./long-timeout.ts";

/** The time on the wall. */
export function wallClock(): Clock {
  return { now: () => Date.now(), schedule: longTimeout, hold: () => () => {} };
}
