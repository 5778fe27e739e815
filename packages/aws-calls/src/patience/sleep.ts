import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits so many milliseconds, or until the signal, which is no error: who waits looks at the signal.
 *
 * @example
 * ```ts example
 * import { sleep } from "@alpha-engine/aws-calls";
 *
 * await sleep(60_000, AbortSignal.timeout(5));
 * console.log("woken early");
 * ```
 * ```text output
 * woken early
 * ```
 */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Woken by the signal.
  }
}
