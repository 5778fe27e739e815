import { backOff } from "@alpha-engine/aws-calls";
import { type Duration, toMilliseconds } from "@alpha-engine/dialect";

import type { ResolvedEffects } from "../effects.ts";

/** A bound on all waiting of one launch. */
export interface Patience {
  /** Seconds that are left. */
  left(): number;
  /** Notes that somebody waited so long. */
  spend(milliseconds: number): void;
  /** Waits longer each time; false, at once, when that would be longer than what is left. */
  wait(times: number): Promise<boolean>;
}

export function openPatience(
  patience: Duration,
  { sleep, random }: Pick<ResolvedEffects, "sleep" | "random">,
  signal: AbortSignal | undefined,
): Patience {
  let left = toMilliseconds(patience, "patience");
  return {
    left: () => left / 1000,
    spend: (milliseconds) => void (left = Math.max(0, left - milliseconds)),
    wait: async (times) => {
      const pause = backOff(times, { first: 2, longest: 30 }, random);
      if (pause > left) return false;
      left -= pause;
      await sleep(pause, signal);
      return true;
    },
  };
}
