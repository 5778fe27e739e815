import type { Clock } from "./clock.ts";
import { longTimeout } from "./long-timeout.ts";

/**
 * The time on the wall.
 *
 * @example
 * ```ts example
 * import { wallClock } from "@alpha-engine/asl";
 *
 * const clock = wallClock();
 * const began = clock.now();
 * await new Promise<void>((resolve) => clock.schedule(20, resolve));
 * console.log(clock.now() > began);
 * ```
 * ```text output
 * true
 * ```
 */
export function wallClock(): Clock {
  return { now: () => Date.now(), schedule: longTimeout, hold: () => () => {} };
}
