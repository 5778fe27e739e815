import { AslError } from "../errors.ts";
import type { Clock } from "./clock.ts";
import { Timers } from "./timers.ts";

/** A clock that moves when it is told to, and only then. */
export interface SimulatedClock extends Clock {
  /** Moves time by `ms`, calling every timer on the way at its own instant, those set meanwhile included. */
  advance(ms: number): Promise<void>;
  /** Moves time from timer to timer until none is left. */
  runUntilIdle(): Promise<void>;
}

/**
 * Time that moves only when told to, for scripted work: nobody can hold it. Between two instants promises come to rest;
 * work that shall take time takes it from this clock's `schedule`.
 *
 * @example
 * ```ts example
 * import { simulatedClock } from "@alpha-engine/asl";
 *
 * const clock = simulatedClock({ startAt: 1000 });
 * clock.schedule(500, () => console.log(`called at ${clock.now()}`));
 * await clock.advance(2000);
 * console.log(`now ${clock.now()}`);
 * ```
 * ```text output
 * called at 1500
 * now 3000
 * ```
 */
export function simulatedClock({ startAt = 0 }: { readonly startAt?: number } = {}): SimulatedClock {
  const timers = new Timers();
  let now = startAt;

  const runUntil = async (end: number): Promise<void> => {
    await pendingPromises();
    for (let due = timers.next(); due !== undefined && due <= end; due = timers.next()) {
      now = Math.max(now, due);
      timers.take(now)?.();
      await pendingPromises();
    }
  };

  return {
    now: () => now,
    schedule: (delayMs, callback) => timers.add(now + Math.max(0, delayMs), callback),
    hold: () => () => {},
    async advance(ms) {
      if (!(ms >= 0))
        throw new AslError("BAD_TIME", `Time does not go back: expected milliseconds from 0 up, got ${ms}.`);
      const end = now + ms;
      await runUntil(end);
      now = Math.max(now, end);
    },
    runUntilIdle: () => runUntil(Number.POSITIVE_INFINITY),
  };
}

function pendingPromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
