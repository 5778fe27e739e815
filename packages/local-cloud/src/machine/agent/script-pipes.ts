import { execFile } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

/** One stream of a script: the end that it writes to, and ours. */
export interface ScriptPipe {
  readonly writeEnd: number;
  readonly reader: Socket;
  /** Lets go of the write end; to be called once the script has it. */
  handOver(): void;
}

/**
 * Real pipes, as the agent's are. What `spawn` itself calls a pipe is a socket, and a script that opens /dev/stderr, as
 * `tee /dev/stderr` does, cannot open a socket by name.
 */
export async function openPipes(folder: string, names: readonly string[]): Promise<readonly ScriptPipe[]> {
  const paths = names.map((name) => join(folder, `.${name}`));
  await Promise.all(paths.map((path) => rm(path, { force: true })));
  await promisify(execFile)("mkfifo", ["-m", "600", ...paths]);
  const pipes = paths.map(openPipe);
  await Promise.all(paths.map((path) => rm(path)));
  return pipes;
}

function openPipe(path: string): ScriptPipe {
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  let held = true;
  return {
    writeEnd,
    reader: new Socket({ fd: readEnd, readable: true, writable: false }),
    handOver: () => {
      if (held) closeSync(writeEnd);
      held = false;
    },
  };
}
