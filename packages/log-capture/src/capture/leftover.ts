import { spawn } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";

/**
 * Somebody whom the command left behind still writes into the pipe: a detached `cat` takes the reading over,
 * so that what comes later lands in the local log and the writer does not die of SIGPIPE. Linux only.
 */
export function adoptLeftoverWriters(read: number, log: number | undefined): void {
  let blocking: number;
  try {
    // A second opening of the same pipe, because ours is non-blocking and `cat` would give up at once.
    blocking = openSync(`/proc/self/fd/${read}`, constants.O_RDONLY);
  } catch {
    return;
  }
  const reader = spawn("cat", [], { detached: true, stdio: [blocking, log ?? "ignore", "ignore"] });
  reader.on("error", () => {});
  reader.unref();
  closeSync(blocking);
}
