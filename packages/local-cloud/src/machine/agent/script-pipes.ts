import { execFile } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** One stream of a script: the end that it writes to, and ours. */
export interface ScriptPipe {
  readonly writeEnd: number;
  readonly reader: Socket;
  /** Lets go of the write end; to be called once the script has it. */
  handOver(): void;
}

type Ends = readonly [readEnd: number, writeEnd: number];

/** Made at a time: to start a program takes longer than all that it does. */
const BATCH = 8;
const spare: Ends[] = [];
let making: Promise<void> | undefined;

/**
 * Real pipes, as the agent's are. What `spawn` itself calls a pipe is a socket, and a script that opens /dev/stderr, as
 * `tee /dev/stderr` does, cannot open a socket by name.
 */
export async function openPipes(count: number): Promise<readonly ScriptPipe[]> {
  while (spare.length < count) await (making ??= makePipes().finally(() => (making = undefined)));
  return spare.splice(0, count).map(([readEnd, writeEnd]) => {
    let held = true;
    return {
      writeEnd,
      reader: new Socket({ fd: readEnd, readable: true, writable: false }),
      handOver: () => {
        if (held) closeSync(writeEnd);
        held = false;
      },
    };
  });
}

/** Without a name, once they are open: nobody else finds them. */
async function makePipes(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "local-cloud-pipes-"));
  try {
    const paths = Array.from({ length: BATCH }, (_, index) => join(folder, String(index)));
    await promisify(execFile)("mkfifo", ["-m", "600", ...paths]);
    for (const path of paths) {
      const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      spare.push([readEnd, openSync(path, constants.O_WRONLY)]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
