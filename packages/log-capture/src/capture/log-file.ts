import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** The local log. It is a witness, not a judge: what goes wrong with it is remembered and never stops the command. */
export interface LogFile {
  readonly path: string;
  readonly bytes: number;
  /** The first thing that went wrong; from then on nothing more is written. */
  readonly problem: Error | undefined;
  write(chunk: Uint8Array): void;
  /** A descriptor that appends to the log, for whoever inherits the pipe. */
  readonly descriptor: number | undefined;
  close(): void;
}

/** Starts the log anew: each run has its own file content. */
export function openLogFile(path: string): LogFile {
  let descriptor: number | undefined;
  let problem: Error | undefined;
  let bytes = 0;
  try {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, "w"));
    descriptor = openSync(path, "a");
  } catch (error) {
    problem = error as Error;
  }
  return {
    path,
    get bytes() {
      return bytes;
    },
    get problem() {
      return problem;
    },
    get descriptor() {
      return descriptor;
    },
    write(chunk) {
      if (descriptor === undefined || problem !== undefined) return;
      try {
        for (let at = 0; at < chunk.length;) {
          const written = writeSync(descriptor, chunk, at, chunk.length - at);
          at += written;
          bytes += written;
        }
      } catch (error) {
        problem = error as Error;
      }
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
