import { read } from "node:fs";
import { promisify } from "node:util";

import { LogCaptureError } from "../errors.ts";
import type { Redactor } from "../redact/redactor.ts";

const readAt = promisify(read);
const SCRATCH_BYTES = 1024 * 1024;

/** Bytes in order, as many as fit or are left; 0 at the end. */
export interface ByteReader {
  read(into: Uint8Array): Promise<number>;
}

/** A file up to a fixed end: what grows behind that mark meanwhile is left for the next time. */
export function fileReader(descriptor: number, end: number): ByteReader {
  let position = 0;
  return {
    async read(into) {
      const wanted = Math.min(into.length, end - position);
      if (wanted === 0) return 0;
      const { bytesRead } = await readAt(descriptor, into, 0, wanted, position);
      if (bytesRead === 0)
        throw new LogCaptureError("LOG_SHRANK", `the log shrank while it was shipped: ${position} of ${end} bytes`, {
          hint: "something else truncates or rotates it in place",
        });
      position += bytesRead;
      return bytesRead;
    },
  };
}

export function memoryReader(bytes: Uint8Array): ByteReader {
  let position = 0;
  return {
    read(into) {
      const piece = bytes.subarray(position, position + into.length);
      into.set(piece);
      position += piece.length;
      return Promise.resolve(piece.length);
    },
  };
}

/** One reader behind the other. */
export function joinReaders(readers: readonly ByteReader[]): ByteReader {
  const left = [...readers];
  return {
    async read(into) {
      for (let first = left[0]; first !== undefined; first = left[0]) {
        const length = await first.read(into);
        if (length > 0) return length;
        left.shift();
      }
      return 0;
    },
  };
}

export function redactedReader(source: ByteReader, redactor: Redactor): ByteReader {
  const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  let ready: Uint8Array = scratch.subarray(0, 0);
  let isOver = false;
  return {
    async read(into) {
      while (ready.length === 0 && !isOver) {
        const length = await source.read(scratch);
        isOver = length === 0;
        ready = isOver ? redactor.flush() : redactor.push(scratch.subarray(0, length));
      }
      const piece = ready.subarray(0, into.length);
      into.set(piece);
      ready = ready.subarray(piece.length);
      return piece.length;
    },
  };
}

/** Reads until the buffer is full or the source is over. */
export async function fill(source: ByteReader, buffer: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const length = await source.read(buffer.subarray(filled));
    if (length === 0) break;
    filled += length;
  }
  return filled;
}
