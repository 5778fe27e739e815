import { inspect } from "node:util";

import { type Asked, CURTAIN, FAILED_CURTAIN } from "./curtain.ts";

const environment = { ...process.env };

process.on("message", ({ file, folder }: Asked) => void play(file, folder));

/** Examples share the process, and with it what they import; each has its own folder and a fresh environment. */
async function play(file: string, folder: string): Promise<void> {
  process.chdir(folder);
  process.env = { ...environment };
  process.exitCode = undefined;
  const failed = await import(file).then(
    () => false,
    (error: unknown) => {
      process.stderr.write(`${inspect(error)}\n`);
      return true;
    },
  );
  setImmediate(() => {
    for (const stream of [process.stdout, process.stderr]) stream.write(failed ? FAILED_CURTAIN : CURTAIN);
  });
}
