import type { OwnFiles } from "../own-files/own-files.ts";
import { type PowerRequest, readWords } from "./power-words.ts";

/** The programs that press it, and the file of /run in which they leave their words. */
export const POWER_PROGRAMS: readonly string[] = ["shutdown", "poweroff", "halt", "reboot"];
export const POWER_FILE = "local-cloud.power";

/** Hears, from outside the instance, what its power programs are told. The answer stops listening. */
export function watchPowerButton(files: OwnFiles, press: (request: PowerRequest) => void): () => void {
  const file = `/run/${POWER_FILE}`;
  const watcher = files.watch("/run", (name) => {
    const words = name === POWER_FILE ? takeWords(files, file) : undefined;
    if (words !== undefined) press(readWords(words));
  });
  return () => watcher.close();
}

/** One write is more than one event: whoever gets to take the file away reads it. */
function takeWords(files: OwnFiles, file: string): string | undefined {
  if (!files.rename(file, `${POWER_FILE}.taken`)) return undefined;
  return files.read(`${file}.taken`)?.trim();
}
