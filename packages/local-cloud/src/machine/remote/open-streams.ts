import { closeSync, constants, openSync } from "node:fs";

/**
 * The ends of a session's pipes that are the other instance's. Who asks has made and opened them; should he be gone, opening
 * does not wait for another one.
 */
export function openStreams(base: string): {
  readonly streams: readonly [number, number, number];
  readonly close: () => void;
} {
  const open = (number: number, flags: number): number => {
    const path = `${base}.${number}`;
    const both = openSync(path, constants.O_RDWR);
    try {
      return openSync(path, flags);
    } finally {
      closeSync(both);
    }
  };
  const streams = [open(0, constants.O_RDONLY), open(1, constants.O_WRONLY), open(2, constants.O_WRONLY)] as const;
  let held = true;
  const close = (): void => {
    if (held) for (const each of streams) closeSync(each);
    held = false;
  };
  return { streams, close };
}
