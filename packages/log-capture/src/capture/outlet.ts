import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";

import { monotonicMs } from "../reader/monotonic.ts";

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const PATIENCE_MS = 10;
/** A reader that is at work has room again within microseconds, the shortest pause takes sixty. */
const TRIES_WITHOUT_PAUSE = 5;
const FIRST_PAUSE_MS = 0.05;
const LONGEST_PAUSE_MS = 1;

/** A descriptor of ours that somebody reads. */
export interface Outlet {
  /** Writes what the reader takes within 10 ms; the number of bytes that it took. */
  writeNow(chunk: Uint8Array): number;
  /** Waits for the reader as long as it takes, without blocking us. */
  writeLater(chunk: Uint8Array): Promise<void>;
}

/**
 * A pipe is opened a second time, non-blocking: that flag must never be set on the description that others share.
 * A socket, which cannot be opened again, is left to Node, which sets the flag and takes it back at the end.
 * Files and terminals are written to as they are.
 */
export function openOutlet(descriptor: number): Outlet {
  const kind = fstatSync(descriptor);
  if (kind.isFIFO()) {
    const reopened = reopen(descriptor);
    if (reopened !== undefined) return outlet(reopened, () => writableSocket(reopened));
  }
  if (kind.isFIFO() || kind.isSocket()) {
    const stream = streamOf(descriptor);
    return outlet(descriptor, () => stream);
  }
  return outlet(descriptor, undefined);
}

function reopen(descriptor: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

function streamOf(descriptor: number): Writable {
  if (descriptor > 2) return writableSocket(descriptor);
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  return stream.listenerCount("error") === 0 ? stream.on("error", ignore) : stream;
}

function writableSocket(descriptor: number): Socket {
  const socket = new Socket({ fd: descriptor, readable: false, writable: true });
  return socket.on("error", ignore).unref();
}

/** Each write reports its own error; without a listener the event would end the process. */
function ignore(): void {}

function outlet(descriptor: number, openStream: (() => Writable) | undefined): Outlet {
  let stream: Writable | undefined;
  return {
    writeNow(chunk) {
      let written = 0;
      let refusals = 0;
      let pause = FIRST_PAUSE_MS;
      let until = 0;
      while (written < chunk.length) {
        try {
          written += writeSync(descriptor, chunk, written, chunk.length - written);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
          until ||= monotonicMs() + PATIENCE_MS;
          // Who has no stream cannot wait elsewhere: somebody else made a terminal non-blocking.
          if (openStream !== undefined && monotonicMs() >= until) break;
          refusals += 1;
          if (refusals <= TRIES_WITHOUT_PAUSE) continue;
          Atomics.wait(sleeper, 0, 0, pause);
          pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }
      }
      return written;
    },
    writeLater(chunk) {
      stream ??= openStream?.();
      const target = stream;
      if (target === undefined) throw new Error("only pipes and sockets are written to later");
      return new Promise((resolve, reject) => {
        target.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    },
  };
}
