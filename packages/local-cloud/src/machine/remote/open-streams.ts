import { closeSync } from "node:fs";

import type { OwnFiles } from "../own-files/own-files.ts";

/**
 * The ends of a session's pipes that are the other instance's. Who asks has made and opened them; should he be gone, opening
 * does not wait for another one.
 */
export function openStreams(
  files: OwnFiles,
  base: string,
): {
  readonly streams: readonly [number, number, number];
  readonly close: () => void;
} {
  const streams = [
    files.openPipe(`${base}.0`, "read"),
    files.openPipe(`${base}.1`, "write"),
    files.openPipe(`${base}.2`, "write"),
  ] as const;
  let held = true;
  const close = (): void => {
    if (held) for (const each of streams) closeSync(each);
    held = false;
  };
  return { streams, close };
}
