import type { LocalCloud } from "@alpha-engine/local-cloud";

/** As long as an execution may take. [documentation: Step Functions quotas, maximum execution time, 2026-12] */
const YEAR_MS = 365 * 24 * 3_600_000;
/** By the wall: for so long nothing happens before anybody asks whether anything can. */
const QUIET_MS = 5000;

/**
 * Calls `onEnd` when nothing is left that could go on, as for a token that nobody sends back: where nothing works and nothing is due,
 * the clock comes to the end of the year.
 */
export function whenTimeIsOver(
  { clock, subscribe }: Pick<LocalCloud, "clock" | "subscribe">,
  onEnd: () => void,
): () => void {
  let cancel = (): void => {};
  let since = performance.now();
  let isArmed = false;
  const unsubscribe = subscribe(() => {
    since = performance.now();
    cancel();
    isArmed = false;
  });
  const timer = setInterval(() => {
    if (isArmed || performance.now() - since < QUIET_MS) return;
    isArmed = true;
    cancel = clock.schedule(YEAR_MS, onEnd);
  }, QUIET_MS / 5);
  return () => {
    clearInterval(timer);
    unsubscribe();
    cancel();
  };
}
