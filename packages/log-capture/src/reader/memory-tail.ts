/** The last bytes of a stream, in a ring. */
export interface MemoryTail {
  /** How many bytes went by. */
  readonly seen: number;
  push(chunk: Uint8Array): void;
  /** The last of them, in order; a copy. */
  read(): Buffer;
}

export function createMemoryTail(capacity: number): MemoryTail {
  const ring = Buffer.allocUnsafeSlow(capacity);
  let seen = 0;
  return {
    get seen() {
      return seen;
    },
    push(chunk) {
      const kept = chunk.length > capacity ? chunk.subarray(-capacity) : chunk;
      const at = (seen + chunk.length - kept.length) % capacity;
      const untilEnd = Math.min(kept.length, capacity - at);
      ring.set(kept.subarray(0, untilEnd), at);
      ring.set(kept.subarray(untilEnd), 0);
      seen += chunk.length;
    },
    read() {
      if (seen <= capacity) return Buffer.from(ring.subarray(0, seen));
      const at = seen % capacity;
      return Buffer.concat([ring.subarray(at), ring.subarray(0, at)]);
    },
  };
}
