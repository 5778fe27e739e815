import { closeSync } from "node:fs";
import type { Socket } from "node:net";

import { adoptLeftoverWriters } from "./leftover.ts";
import { openOutputPipe, type OutputPipe } from "./pipe.ts";
import { type Pump, pumpStream, startPump, type TakeChunk } from "./pump.ts";

const QUIET_MS = 100;
const DRAIN_CAP_MS = 1000;

/** Reads what a command writes, in a real pipe where there can be one. */
export interface Reader {
  /** For the command's stdio; `"pipe"` where no real pipe could be made. */
  readonly end: number | "pipe";
  /** The reading end once more, blocking, for a program that takes the reading over. Undefined without a real pipe. */
  readonly takeOver: number | undefined;
  /** The command has started and holds its end. `stream` is what Node made of `"pipe"`. */
  start(stream: Socket | null): void;
  /** Goes on after `take` asked for a rest. */
  resume(): void;
  /**
   * The command has ended: settles when what it wrote was read, at most a second later. What somebody whom it left behind
   * writes from then on goes to the log.
   */
  finish(log: number | undefined): Promise<void>;
  /** Ends the reading; also of a command that never started. */
  close(): void;
}

/** @param pipe undefined where none can be made */
export function createReader(pipe: OutputPipe | undefined, take: TakeChunk): Reader {
  let pump: Pump | undefined;
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    if (pump === undefined && pipe !== undefined) {
      closeSync(pipe.write);
      closeSync(pipe.read);
    }
    pump?.stop();
    if (pipe !== undefined) closeSync(pipe.readLater);
  };
  return {
    end: pipe?.write ?? "pipe",
    takeOver: pipe?.readLater,
    start(stream) {
      if (pipe !== undefined) {
        pump = startPump(pipe.read, take);
        closeSync(pipe.write);
      } else if (stream !== null) {
        pump = pumpStream(stream, take);
      }
    },
    resume: () => pump?.resume(),
    async finish(log) {
      const everybodyClosed = (await pump?.drain(QUIET_MS, DRAIN_CAP_MS)) ?? true;
      if (!everybodyClosed && pipe !== undefined) adoptLeftoverWriters(pipe.readLater, log);
      close();
    },
    close,
  };
}

export async function openReader(take: TakeChunk): Promise<Reader> {
  return createReader(await openOutputPipe(), take);
}
