import { spawn } from "node:child_process";

/**
 * Somebody whom the command left behind still writes into the pipe: a detached `cat` takes the reading over,
 * so that what comes later lands in the local log and the writer does not die of SIGPIPE.
 */
export function adoptLeftoverWriters(readLater: number, log: number | undefined): void {
  const reader = spawn("cat", [], { detached: true, stdio: [readLater, log ?? "ignore", "ignore"] });
  reader.on("error", () => {});
  reader.unref();
}
