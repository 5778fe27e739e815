/** Time that passes only when nobody works: from one timer to the next. */
export interface SimulatedClock {
  now(): number;
  date(): Date;
  at(ms: number, work: () => void): void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets time pass until the work has ended, or is to be left alone; false when nothing would ever happen any more. */
  until(work: Promise<unknown>, isLeft?: () => boolean): Promise<boolean>;
  advanceTo(ms: number): Promise<void>;
}

const EPOCH = Date.parse("2026-01-31T00:00:00Z");

export function simulatedClock(): SimulatedClock {
  let now = 0;
  let made = 0;
  const timers: { readonly at: number; readonly order: number; readonly fire: () => void }[] = [];

  /** A binary search keeps them in order; the last is the next. */
  function put(when: number, fire: () => void): void {
    const at = Math.round(when);
    const order = (made += 1);
    let [low, high] = [0, timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timers[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, { at, order, fire });
  }

  function next(): boolean {
    const timer = timers.pop();
    if (timer === undefined) return false;
    now = Math.max(now, timer.at);
    timer.fire();
    return true;
  }

  return {
    now: () => now,
    date: () => new Date(EPOCH + now),
    at: put,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        signal?.addEventListener("abort", () => resolve(), { once: true });
        put(now + Math.max(0, ms), resolve);
      }),
    until: async (work, isLeft = () => false) => {
      let isOver = false;
      const over = (): void => void (isOver = true);
      work.then(over, over);
      for (;;) {
        await settled();
        if (isOver || isLeft()) return true;
        if (!next()) return false;
      }
    },
    advanceTo: async (ms) => {
      for (;;) {
        await settled();
        const timer = timers.at(-1);
        if (timer === undefined || timer.at > ms) break;
        next();
      }
      now = Math.max(now, ms);
    },
  };
}

/** Every promise that could go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
