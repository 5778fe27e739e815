import { Socket } from "node:net";

const CHUNK_BYTES = 64 * 1024;

export interface Pump {
  /** Settles when every writer has closed the pipe. */
  readonly ended: Promise<void>;
  /**
   * After the command's end: waits until the pipe is closed, or quiet for `quietMs`, at most `capMs`.
   * False when somebody still holds it.
   */
  drain(quietMs: number, capMs: number): Promise<boolean>;
  stop(): void;
}

/** Reads the pipe with one reused buffer and hands every chunk to `onChunk` before the next is read. */
export function startPump(descriptor: number, onChunk: (chunk: Uint8Array) => void): Pump {
  let lastChunkAt = performance.now();
  let isOpen = true;
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const socket = new Socket({
    fd: descriptor,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback(length: number): boolean {
        lastChunkAt = performance.now();
        onChunk(buffer.subarray(0, length));
        return true;
      },
    },
  });
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      isOpen = false;
      resolve();
    };
    socket.on("error", end).on("end", end).on("close", end);
  });
  return {
    ended,
    async drain(quietMs, capMs) {
      const from = performance.now();
      for (let now = from; isOpen && now < from + capMs; now = performance.now()) {
        const quietUntil = Math.max(lastChunkAt, from) + quietMs;
        if (now >= quietUntil) break;
        await Promise.race([ended, sleep(Math.min(quietUntil, from + capMs) - now)]);
      }
      return !isOpen;
    },
    stop() {
      socket.destroy();
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
