import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface OutputPipe {
  /** Our end, non-blocking. */
  readonly read: number;
  /** The command's end: its stdout and its stderr, so that their order is the order written. */
  readonly write: number;
}

/**
 * One real pipe for both streams. Not Node's own `"pipe"`: that is a socket pair, on which `echo x >/dev/stderr`
 * in the command fails with ENXIO, and two of them lose the order between the streams.
 */
export function openOutputPipe(): OutputPipe {
  const folder = mkdtempSync(join(tmpdir(), "log-capture-"));
  try {
    const path = join(folder, "output");
    execFileSync("mkfifo", ["-m", "600", path], { stdio: "ignore" });
    const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return { read, write: openSync(path, constants.O_WRONLY) };
    } catch (error) {
      closeSync(read);
      throw error;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
