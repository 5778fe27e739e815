import { writeSync } from "node:fs";

import type { RehearsalEvent, Summary } from "@alpha-engine/rehearsal";

import { openFile } from "./open-file.ts";

/** Where the events of a rehearsal go, a line of JSON for each as it happens. */
export interface EventsOutput {
  readonly onEvent: (event: RehearsalEvent) => void;
  /** The last line: how it ended. */
  readonly end: (summary: Summary, directory: string) => void;
}

/** A file, or stdout for `-`. */
export function eventsOutput(target: string): EventsOutput {
  const descriptor = target === "-" ? 1 : openFile(target, "--events");
  const write = (value: object): void => writeWhole(descriptor, `${JSON.stringify(value)}\n`);
  return {
    onEvent: ({ wallMs, ...event }) => write({ ...event, wallMs: Math.round(wallMs) }),
    end: ({ status, error, cause, wallSeconds, problems }, directory) =>
      write({ type: "end", status, error, cause, problems, directory, wallMs: Math.round(wallSeconds * 1000) }),
  };
}

/** A pipe takes as much as it holds, and says so. */
function writeWhole(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") return;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
