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

/** From when a simulated clock runs, and who moves it. */
export interface SimulatedClockOptions {
  /** Milliseconds since the epoch. @default 0 */
  readonly startAt?: number;
  /** Whether it moves from timer to timer by itself, whenever promises have come to rest. @default false */
  readonly autoAdvance?: boolean;
}

/**
 * Time that moves only when told to, or by itself with `autoAdvance`, for scripted work: nobody can hold it. Between two
 * instants promises come to rest; work that shall take time takes it from this clock's `schedule`. For work that really
 * takes time there is {@link rehearsalClock}.
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
export function simulatedClock({ startAt = 0, autoAdvance = false }: SimulatedClockOptions = {}): SimulatedClock {
  const timers = new Timers();
  let now = startAt;
  let advancing = false;

  const runUntil = async (end: number): Promise<void> => {
    await pendingPromises();
    for (let due = timers.next(); due !== undefined && due <= end; due = timers.next()) {
      now = Math.max(now, due);
      timers.take(now)?.();
      await pendingPromises();
    }
  };

  const advanceByItself = async (): Promise<void> => {
    if (advancing) return;
    advancing = true;
    try {
      await runUntil(Number.POSITIVE_INFINITY);
    } finally {
      advancing = false;
    }
  };

  return {
    now: () => now,
    schedule(delayMs, callback) {
      const cancel = timers.add(now + Math.max(0, delayMs), callback);
      if (autoAdvance) void advanceByItself();
      return cancel;
    },
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
