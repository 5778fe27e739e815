const BASE_MS = 30_000;
const BYTES_PER_MS = (4 * 1024 * 1024) / 1000;

/** The longest that shipping may take: 30 seconds, and one more for every 4 MiB. */
export function shipTimeoutFor(bytes: number): number {
  return BASE_MS + Math.ceil(bytes / BYTES_PER_MS);
}
