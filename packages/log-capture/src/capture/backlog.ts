/** More than this is not kept in memory for a reader that stalls. */
const MEMORY_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 64 * 1024;

/** What a slow reader has not got yet: stretches of the log, and what the log does not have. In order. */
export interface Backlog {
  /** False when memory is used up: no more until `onRoom`. `at` is where the log has the chunk. */
  add(chunk: Uint8Array, at: number | undefined): boolean;
  /** The next piece, which is its receiver's until the next call; undefined when nothing is left. */
  take(): Uint8Array | undefined;
}

type Stretch = { at: number; end: number } | Buffer;

export function createBacklog(readLog: (into: Buffer, at: number) => number, onRoom: () => void): Backlog {
  const stretches: Stretch[] = [];
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  let inMemory = 0;
  return {
    add(chunk, at) {
      const last = stretches.at(-1);
      if (at === undefined) {
        stretches.push(Buffer.from(chunk));
        inMemory += chunk.length;
      } else if (last !== undefined && !Buffer.isBuffer(last) && last.end === at) {
        last.end += chunk.length;
      } else {
        stretches.push({ at, end: at + chunk.length });
      }
      return inMemory < MEMORY_BYTES;
    },
    take() {
      const [first] = stretches;
      if (first === undefined) return undefined;
      if (Buffer.isBuffer(first)) {
        stretches.shift();
        const wasFull = inMemory >= MEMORY_BYTES;
        inMemory -= first.length;
        if (wasFull && inMemory < MEMORY_BYTES) onRoom();
        return first;
      }
      const length = readLog(buffer.subarray(0, Math.min(READ_BYTES, first.end - first.at)), first.at);
      if (length === 0) throw new Error("the log lost what it had, stdout cannot be completed from it");
      first.at += length;
      if (first.at >= first.end) stretches.shift();
      return buffer.subarray(0, length);
    },
  };
}
