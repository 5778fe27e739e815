import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { filesWithDefinitions, readDefinitions } from "@alpha-engine/definition/files";

/** What there is in a folder. */
export interface Found {
  /** Each as it is named on a command line: `FILE`, or `FILE#ID`. */
  readonly definitions: readonly string[];
  readonly unread: readonly { readonly from: string; readonly why: string }[];
  /** Files without a definition. */
  readonly others: number;
}

/** Every definition in a folder, in whatever form. */
export async function findDefinitions(folder: string): Promise<Found> {
  const definitions: string[] = [];
  const unread: { from: string; why: string }[] = [];
  const files = await filesWithDefinitions(folder);
  let without = 0;
  for (const file of files) {
    try {
      const read = await readDefinitions(file);
      definitions.push(...read.found.map(({ from }) => from));
      unread.push(...read.unread.map(({ from, error }) => ({ from, why: error.message })));
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string };
      if (code === "NO_SUCH_DEFINITION" || code === "NOT_A_DEFINITION") without += 1;
      else unread.push({ from: file, why: message });
    }
  }
  return { definitions, unread, others: (await countFiles(folder)) - files.length + without };
}

async function countFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: false });
  const counts = entries.map(async (entry) => {
    if (entry.isDirectory()) return await countFiles(join(folder, entry.name));
    return entry.isFile() ? 1 : 0;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
