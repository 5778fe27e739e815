import { closeSync } from "node:fs";
import type { Socket } from "node:net";

import { adoptLeftoverWriters } from "./leftover.ts";
import { openOutputPipe } from "./pipe.ts";
import { type Pump, pumpStream, startPump } from "./pump.ts";

const QUIET_MS = 100;
const DRAIN_CAP_MS = 1000;

/** Reads one stream of a command, in a real pipe where there can be one. */
export interface Reader {
  /** For the command's stdio. */
  readonly end: number | "pipe";
  /** The command has started and holds its end. */
  started(stream: Socket | null): void;
  /** The command has ended: settles when all that it wrote was read. */
  drained(): Promise<void>;
  /** The command never started. */
  discard(): void;
}

export async function openReader(onChunk: (chunk: Uint8Array) => void): Promise<Reader> {
  const take = (chunk: Uint8Array): boolean => {
    onChunk(chunk);
    return true;
  };
  const pipe = await openOutputPipe();
  let pump: Pump | undefined;
  const close = (): void => {
    if (pipe !== undefined) closeSync(pipe.readLater);
    pump?.stop();
  };
  return {
    end: pipe?.write ?? "pipe",
    started(stream) {
      if (pipe !== undefined) {
        closeSync(pipe.write);
        pump = startPump(pipe.read, take);
      } else if (stream !== null) {
        pump = pumpStream(stream, take);
      }
    },
    async drained() {
      const everybodyClosed = (await pump?.drain(QUIET_MS, DRAIN_CAP_MS)) ?? true;
      if (!everybodyClosed && pipe !== undefined) adoptLeftoverWriters(pipe.readLater, undefined);
      close();
    },
    discard() {
      if (pipe !== undefined) {
        closeSync(pipe.write);
        closeSync(pipe.read);
      }
      close();
    },
  };
}
