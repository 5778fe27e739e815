/**
 * How long to wait before the next look: short at first, so that a script of a second is seen to end within it, then in
 * proportion to what has passed, so that one of two hours costs few calls. Jittered by a quarter.
 */
export function pollDelay(elapsedMs: number, random: () => number, atMostMs = 5000): number {
  const base = Math.min(atMostMs, Math.max(100, elapsedMs / 20));
  return base * (0.75 + random() / 2);
}
