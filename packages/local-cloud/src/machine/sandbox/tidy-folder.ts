import { dirname } from "node:path";

import type { OwnFiles } from "../own-files/own-files.ts";
import { HIDDEN } from "./boot-script.ts";
import { LAYERED, LINKED_TOPS } from "./own-path.ts";

/** What an instance deleted of this machine's, a path in a line; the kernel says it by devices of number 0 where they were. */
const DELETED_FILE = "deleted.txt";

export interface Leftovers {
  /** The top folders of the layer that it lay over. */
  readonly tops?: readonly string[] | undefined;
  /** What it deleted of what lay in memory. */
  readonly inMemory?: readonly string[];
  /** What it had of this machine's programs. */
  readonly programs?: readonly string[];
}

/** Leaves in the folder of an instance that is off what it owned, and what it deleted as a list. */
export function tidyFolder(
  files: OwnFiles,
  exposes: readonly string[],
  { tops = [], inMemory = [], programs = [] }: Leftovers,
): void {
  files.remove(HIDDEN);
  for (const each of ["dev", "proc", "sys", "mnt", "media"]) files.removeEmpty(each);
  for (const top of LINKED_TOPS) if (files.isLink(top)) files.remove(top);
  for (const exposed of exposes) removeEmpty(files, exposed);
  for (const program of programs) {
    if (files.stat(program)?.isDirectory() !== true) files.remove(program);
    removeEmpty(files, program);
  }
  const deleted = [...inMemory, ...whiteouts(files, [...LAYERED, ...tops])];
  files.remove(DELETED_FILE);
  if (deleted.length > 0) files.write(DELETED_FILE, deleted.map((path) => `/${path}\n`).join(""));
}

/** A mount point, and what was made for it alone. */
function removeEmpty(files: OwnFiles, path: string): void {
  for (let at = path; at !== "/"; at = dirname(at)) if (!files.removeEmpty(at) && files.has(at)) return;
}

/** The paths of what was deleted of the layers below, as the kernel remembers it. */
export function whiteouts(files: OwnFiles, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) =>
    files.entries(path).flatMap(({ name, stats }) => {
      const at = `${path}/${name}`;
      if (stats.isDirectory()) return whiteouts(files, [at]);
      return stats.isCharacterDevice() && stats.rdev === 0 ? [at] : [];
    }),
  );
}
