/**
 * How long to wait before the next look: short at first, so that a script of a second is seen to end within it, then in
 * proportion to what has passed, so that one of two hours costs few calls. Jittered by a quarter.
 */
export function pollDelay(elapsedMs: number, random: () => number, atMostMs = 5000): number {
  const base = Math.min(atMostMs, Math.max(100, elapsedMs / 20));
  return base * (0.75 + random() / 2);
}

/** Back-off after the n-th refusal in a row (0 first): full jitter, at most 20 s. */
export function backOff(refusals: number, random: () => number): number {
  return 50 + random() * Math.min(20_000, 200 * 2 ** refusals);
}
