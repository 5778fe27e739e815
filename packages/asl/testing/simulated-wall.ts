import { Timers } from "../src/time/timers.ts";
import type { Wall } from "../src/time/wall.ts";

/** A wall that stands still while something happens, and goes to the next thing when nothing does. */
export interface SimulatedWall extends Wall {
  /** Until nothing is left to happen. */
  run(): void;
}

export function simulatedWall(): SimulatedWall {
  const timers = new Timers();
  const settling = new Set<() => void>();
  let now = 0;
  return {
    now: () => now,
    schedule: (delayMs, callback) => timers.add(now + Math.max(0, delayMs), callback),
    whenSettled: (callback) => {
      settling.add(callback);
      return () => settling.delete(callback);
    },
    run: () => {
      for (;;) {
        const due = timers.next();
        if (due !== undefined && due <= now) timers.take(now)?.();
        else if (settling.size > 0) {
          const [first] = settling;
          if (first !== undefined) settling.delete(first);
          first?.();
        } else if (due === undefined) return;
        else now = due;
      }
    },
  };
}
