import { openSync } from "node:fs";

import { UsageError } from "@alpha-engine/command-line";

/** Opens what an option is to write before anything starts: a place that is not there is a mistake of the words. */
export function openFile(file: string, option: string): number {
  try {
    return openSync(file, "w");
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UsageError(`${option} ${file}: cannot be written: ${code}`);
  }
}
