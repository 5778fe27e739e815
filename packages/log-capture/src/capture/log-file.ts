import { closeSync, constants, existsSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";

import { createMemoryTail, type MemoryTail } from "../reader/memory-tail.ts";
import { rotateLog } from "./rotate.ts";

/** What is kept of the output once the file takes no more. */
const TAIL_BYTES = 256 * 1024;

/** The local log. It is a witness, not a judge: what goes wrong with it is remembered and never stops the command. */
export interface LogFile {
  readonly path: string;
  /** Appends and can be read; undefined when the file could not be opened. */
  readonly descriptor: number | undefined;
  /** How much of the output is in the file: its beginning. */
  readonly bytes: number;
  /** What came after the file took no more: counted, and its end kept in memory. */
  readonly unwritten: MemoryTail | undefined;
  /** The first thing that went wrong. */
  readonly problem: Error | undefined;
  /** Where the chunk is in the file; undefined when the file does not have it. */
  write(chunk: Uint8Array): number | undefined;
  read(into: Buffer, at: number): number;
  close(): void;
}

/** Starts the log anew; the one of the run before stays beside it. */
export function openLogFile(path: string): LogFile {
  let descriptor: number | undefined;
  let problem: Error | undefined;
  let unwritten: MemoryTail | undefined;
  let bytes = 0;
  const fail = (error: unknown): void => {
    problem ??= error as Error;
    unwritten ??= createMemoryTail(TAIL_BYTES);
  };
  try {
    makeFolder(dirname(path));
    try {
      rotateLog(path);
    } catch (error) {
      problem = new Error(`the log of the run before is overwritten: ${(error as Error).message}`, { cause: error });
    }
    descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND, 0o644);
  } catch (error) {
    problem = undefined;
    fail(error);
  }
  return {
    path,
    get descriptor() {
      return descriptor;
    },
    get bytes() {
      return bytes;
    },
    get unwritten() {
      return unwritten;
    },
    get problem() {
      return problem;
    },
    write(chunk) {
      const at = bytes;
      let done = 0;
      if (descriptor !== undefined && unwritten === undefined) {
        try {
          while (done < chunk.length) done += writeSync(descriptor, chunk, done, chunk.length - done);
        } catch (error) {
          fail(error);
        }
        bytes += done;
      }
      if (unwritten === undefined) return at;
      unwritten.push(chunk.subarray(done));
      return undefined;
    },
    read(into, at) {
      return descriptor === undefined ? 0 : readSync(descriptor, into, 0, into.length, at);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** Not `recursive`: below /proc, Node's own way up and down the path never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
}
