/** What a timer of the runtime can wait at most; a longer delay would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** `setTimeout` for any delay; the result cancels. */
export function longTimeout(delayMs: number, callback: () => void): () => void {
  const due = performance.now() + delayMs;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = due - performance.now();
    timer = left > LONGEST ? setTimeout(arm, LONGEST) : setTimeout(callback, Math.max(0, left));
  };
  arm();
  return () => clearTimeout(timer);
}
