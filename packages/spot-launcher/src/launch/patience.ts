import type { World } from "./effects.ts";

/** A bound on all waiting of one launch. */
export interface Patience {
  /** Waits longer each time, jittered by half either way; false, at once, when that would be longer than what is left. */
  wait(times: number, firstMs: number): Promise<boolean>;
}

const LONGEST_MS = 30_000;

export function openPatience(seconds: number, { sleep, random }: Pick<World, "sleep" | "random">): Patience {
  let left = seconds * 1000;
  return {
    wait: async (times, firstMs) => {
      const pause = Math.min(LONGEST_MS, firstMs * 2 ** times) * (0.5 + random());
      if (pause > left) return false;
      left -= pause;
      await sleep(pause);
      return true;
    },
  };
}
