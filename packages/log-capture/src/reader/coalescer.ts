import { monotonicMs } from "./monotonic.ts";

const SMALL_BYTES = 4096;
const RUN = 16;
const RUN_WITHIN_MS = 1.6;
const PAUSE_MS = 0.5;
/** Pausing pays while chunks are at least this many times larger than they came before. */
const WORTH = 6;
/** A pipe that full needs no pause to fill. */
const LARGE_BYTES = 32 * 1024;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * For a command that writes ten thousands of small pieces a second: a short pause after each read lets the pipe fill, and
 * one wake-up does the work of a hundred. Called after each chunk; slower writers are never delayed.
 */
export function createCoalescer(): (length: number) => void {
  let count = 0;
  let bytes = 0;
  let since = 0;
  let worthwhile = 0;
  return (length) => {
    if (worthwhile > 0) {
      if (length < worthwhile) worthwhile = 0;
      else if (length < LARGE_BYTES) Atomics.wait(sleeper, 0, 0, PAUSE_MS);
      return;
    }
    if (length > SMALL_BYTES) {
      count = 0;
      return;
    }
    if (count === 0) {
      since = monotonicMs();
      bytes = 0;
    }
    count += 1;
    bytes += length;
    if (count < RUN) return;
    count = 0;
    if (monotonicMs() - since >= RUN_WITHIN_MS) return;
    worthwhile = (WORTH * bytes) / RUN;
    Atomics.wait(sleeper, 0, 0, PAUSE_MS);
  };
}
