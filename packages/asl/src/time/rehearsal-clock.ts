import type { Clock } from "./clock.ts";
import { longTimeout } from "./long-timeout.ts";
import { Timers } from "./timers.ts";

/** How fast a rehearsal clock runs, and from when. */
export interface RehearsalClockOptions {
  /** How many times faster than the wall it runs while work is in progress. @default 60 */
  readonly rate?: number;
  /** Where it starts, in milliseconds since the epoch. @default Date.now() */
  readonly startAt?: number;
}

/**
 * Runs `rate` times faster than the wall while somebody holds it, and stands still otherwise,
 * except that it jumps to the next timer when nobody does.
 *
 * @example
 * ```ts example
 * import { rehearsalClock } from "@alpha-engine/asl";
 *
 * const clock = rehearsalClock({ startAt: 0 });
 * await new Promise<void>((resolve) => clock.schedule(86_400_000, resolve));
 * console.log(`${clock.now() / 3_600_000} hours later, at once`);
 * ```
 * ```text output
 * 24 hours later, at once
 * ```
 */
export function rehearsalClock({ rate = 60, startAt = Date.now() }: RehearsalClockOptions = {}): Clock {
  const timers = new Timers();
  let virtual = startAt;
  let wall = 0;
  let holds = 0;
  let disarm = (): void => {};

  const now = (): number => (holds === 0 ? virtual : virtual + (performance.now() - wall) * rate);
  const catchUp = (): void => {
    virtual = now();
    wall = performance.now();
  };

  const arm = (): void => {
    disarm();
    disarm = () => {};
    const due = timers.next();
    if (due === undefined) return;
    if (holds > 0) disarm = longTimeout((due - now()) / rate, fire);
    else disarm = afterPendingWork(jump);
  };
  const jump = (): void => {
    virtual = Math.max(virtual, timers.next() ?? virtual);
    fire();
  };
  const fire = (): void => {
    const instant = now();
    for (let callback = timers.take(instant); callback !== undefined; callback = timers.take(instant)) callback();
    arm();
  };

  return {
    now: () => Math.floor(now()),
    schedule(delayMs, callback) {
      const cancel = timers.add(Math.ceil(now() + Math.max(0, delayMs)), callback);
      arm();
      return () => {
        cancel();
        arm();
      };
    },
    hold() {
      catchUp();
      holds++;
      arm();
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        catchUp();
        holds--;
        arm();
      };
    },
  };
}

/** Two rounds of the event loop: who is about to take a hold has taken it by then. */
function afterPendingWork(callback: () => void): () => void {
  let immediate = setImmediate(() => {
    immediate = setImmediate(callback);
  });
  return () => clearImmediate(immediate);
}
