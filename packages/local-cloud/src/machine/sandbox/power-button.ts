import { watch } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";

import { type PowerRequest, readWords } from "./power-words.ts";

/** The programs that press it, and the file of /run in which they leave their words. */
export const POWER_PROGRAMS: readonly string[] = ["shutdown", "poweroff", "halt", "reboot"];
export const POWER_FILE = "local-cloud.power";

/** Hears, from outside the instance, what its power programs are told. The answer stops listening, and resolves when nothing is touched any more. */
export function watchPowerButton(folder: string, press: (request: PowerRequest) => void): () => Promise<void> {
  const file = join(folder, "run", POWER_FILE);
  const hearing = new Set<Promise<void>>();
  const listen = async (): Promise<void> => {
    const words = await takeWords(file);
    if (words !== undefined) press(readWords(words));
  };
  const watcher = watch(join(folder, "run"), { persistent: false }, (_, name) => {
    if (name !== POWER_FILE) return;
    const heard = listen().finally(() => hearing.delete(heard));
    hearing.add(heard);
  });
  watcher.on("error", () => {});
  return async () => {
    watcher.close();
    await Promise.all(hearing);
  };
}

/** One write is more than one event: whoever gets to take the file away reads it. */
async function takeWords(file: string): Promise<string | undefined> {
  const taken = `${file}.taken`;
  try {
    await rename(file, taken);
    return (await readFile(taken, "utf8")).trim();
  } catch {
    return undefined;
  }
}
