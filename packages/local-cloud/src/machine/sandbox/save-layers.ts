import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { ownFiles } from "../own-files/own-files.ts";
import { HIDDEN } from "./boot-script.ts";
import { LAYERED } from "./own-path.ts";
import { whiteouts } from "./tidy-folder.ts";

const run = promisify(execFile);

/**
 * Copies what an instance that still runs has changed of this machine's into its folder, where the kernel could not keep it
 * there itself, and answers what it has deleted, which will be there again. What ends by itself has not said goodbye.
 */
export async function saveLayers(pid: string, folder: string): Promise<readonly string[]> {
  const memory = join("/proc", pid, "root", HIDDEN);
  const deleted = whiteouts(ownFiles(memory), LAYERED);
  // It cannot copy what stands for something deleted there, and copies all else; what is a link now takes its place.
  await run("cp", ["-a", "--remove-destination", ...LAYERED.map((layer) => join(memory, layer)), folder]).catch(
    () => {},
  );
  return deleted;
}
