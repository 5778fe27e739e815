import { Socket } from "node:net";

import { createCoalescer } from "./coalescer.ts";
import { monotonicMs } from "./monotonic.ts";

const CHUNK_BYTES = 64 * 1024;

/** Takes a chunk, which is only its own until it returns; false asks for a rest, see {@link Pump.resume}. */
export type TakeChunk = (chunk: Uint8Array) => boolean;

export interface Pump {
  /**
   * After the command's end: waits until the pipe is closed, or quiet for `quietMs`, at most `capMs`.
   * False when somebody still holds it.
   */
  drain(quietMs: number, capMs: number): Promise<boolean>;
  resume(): void;
  stop(): void;
}

/** Reads the pipe with one reused buffer and hands every chunk to `take` before the next is read. */
export function startPump(descriptor: number, take: TakeChunk): Pump {
  const rest = createCoalescer();
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const watch = createWatch();
  const socket = new Socket({
    fd: descriptor,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback(length: number): boolean {
        watch.chunk();
        const goOn = take(length === CHUNK_BYTES ? buffer : buffer.subarray(0, length));
        if (goOn) rest(length);
        return goOn;
      },
    },
  });
  return watch.pumpOf(socket);
}

/** The same for a stream that Node reads itself. */
export function pumpStream(stream: Socket, take: TakeChunk): Pump {
  const watch = createWatch();
  stream.on("data", (chunk: Buffer) => {
    watch.chunk();
    if (!take(chunk)) stream.pause();
  });
  return watch.pumpOf(stream);
}

interface Watch {
  chunk(): void;
  pumpOf(socket: Socket): Pump;
}

function createWatch(): Watch {
  let chunks = 0;
  let isOpen = true;
  return {
    chunk() {
      chunks += 1;
    },
    pumpOf(socket) {
      const ended = new Promise<void>((resolve) => {
        const end = (): void => {
          isOpen = false;
          resolve();
        };
        socket.on("error", end).on("end", end).on("close", end);
      });
      return {
        async drain(quietMs, capMs) {
          const until = monotonicMs() + capMs;
          for (let seen = -1; isOpen && seen !== chunks && monotonicMs() < until;) {
            seen = chunks;
            await endedOr(ended, Math.min(quietMs, until - monotonicMs()));
          }
          return !isOpen;
        },
        resume() {
          socket.resume();
        },
        stop() {
          socket.destroy();
        },
      };
    },
  };
}

function endedOr(ended: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void ended.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
