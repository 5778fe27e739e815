import { writeSync } from "node:fs";

const RETRY_MS = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Passes chunks on to a descriptor of ours (stdout). A reader that goes away ends the passing on, nothing else. */
export interface Relay {
  readonly problem: Error | undefined;
  write(chunk: Uint8Array): void;
}

export function openRelay(descriptor: number): Relay {
  let problem: Error | undefined;
  return {
    get problem() {
      return problem;
    },
    write(chunk) {
      if (problem !== undefined) return;
      for (let at = 0; at < chunk.length;) {
        try {
          at += writeSync(descriptor, chunk, at, chunk.length - at);
        } catch (error) {
          // Somebody who shares the descriptor may have made it non-blocking.
          if ((error as NodeJS.ErrnoException).code === "EAGAIN") {
            Atomics.wait(sleeper, 0, 0, RETRY_MS);
            continue;
          }
          problem = error as Error;
          return;
        }
      }
    },
  };
}
