import { spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmdirSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface OutputPipe {
  /** Our end, non-blocking. */
  readonly read: number;
  /** A second, blocking opening of our end, for a program that takes the reading over. */
  readonly readLater: number;
  /** The command's end: its stdout and its stderr, so that their order is the order written. */
  readonly write: number;
}

/**
 * One real pipe for both streams. Not Node's own `"pipe"`: that is a socket pair, on which `echo x >/dev/stderr`
 * in the command fails with ENXIO, and two of them lose the order between the streams.
 * Undefined where no pipe can be made: no `mkfifo`, no folder to write in.
 */
export async function openOutputPipe(): Promise<OutputPipe | undefined> {
  for (const parent of new Set([tmpdir(), "/dev/shm", "/tmp"])) {
    try {
      return await openIn(parent);
    } catch {
      continue;
    }
  }
  return undefined;
}

async function openIn(parent: string): Promise<OutputPipe> {
  const folder = mkdtempSync(join(parent, "log-capture-"));
  const path = join(folder, "output");
  const opened: number[] = [];
  const open = (flags: number): number => {
    const descriptor = openSync(path, flags);
    opened.push(descriptor);
    return descriptor;
  };
  try {
    await makeFifo(path);
    const read = open(constants.O_RDONLY | constants.O_NONBLOCK);
    const write = open(constants.O_WRONLY);
    return { read, write, readLater: open(constants.O_RDONLY) };
  } catch (error) {
    for (const descriptor of opened) closeSync(descriptor);
    throw error;
  } finally {
    remove(() => unlinkSync(path));
    remove(() => rmdirSync(folder));
  }
}

/** In a process of its own, because Node has no mkfifo; not waited for in place, so that modules load meanwhile. */
function makeFifo(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Loading a locale would take longer than the rest.
    const env = { PATH: process.env.PATH, LC_ALL: "C" };
    const mkfifo = spawn("mkfifo", ["-m", "600", path], { stdio: "ignore", env });
    mkfifo.once("error", reject);
    mkfifo.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`mkfifo ended with ${code}`))));
  });
}

function remove(step: () => void): void {
  try {
    step();
  } catch {
    // Was never made.
  }
}
