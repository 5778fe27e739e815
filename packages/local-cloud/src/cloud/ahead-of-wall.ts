import type { Clock } from "@alpha-engine/asl";

/** Less is nothing that a program would notice. */
const LEAST = 1000;

/** How many milliseconds a clock is ahead of the wall; negative where it is behind. */
export function aheadOfWall(clock: Pick<Clock, "now">): number {
  const ahead = clock.now() - Date.now();
  return Math.abs(ahead) < LEAST ? 0 : ahead;
}
