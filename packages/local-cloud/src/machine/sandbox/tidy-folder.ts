import type { Dirent } from "node:fs";
import { chmod, lstat, readdir, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { HIDDEN } from "./boot-script.ts";
import { LAYERED, LINKED_TOPS } from "./own-path.ts";
import type { SandboxSpec } from "./sandbox.ts";

/** What an instance deleted of this machine's, a path in a line; the kernel says it by devices of number 0 where they were. */
const DELETED_FILE = "deleted.txt";

/** Leaves in the folder of an instance that is off what it owned, and what it deleted as a list. */
export async function tidyFolder(
  { folder, exposes }: Pick<SandboxSpec, "folder" | "exposes">,
  tops: readonly string[] = [],
  inMemory: readonly string[] = [],
  programs: readonly string[] = [],
): Promise<void> {
  const layered = [...LAYERED, ...tops];
  for (const layer of layered) {
    // The kernel lets nobody but root look into it.
    await chmod(join(folder, HIDDEN, "work", layer, "work"), 0o700).catch(() => {});
  }
  await rm(join(folder, HIDDEN), { recursive: true, force: true });
  for (const each of ["dev", "proc", "sys", "mnt", "media"]) {
    await rmdir(join(folder, each)).catch(() => {});
  }
  for (const top of LINKED_TOPS) {
    if ((await lstat(join(folder, top)).catch(() => undefined))?.isSymbolicLink()) await unlink(join(folder, top));
  }
  for (const exposed of exposes) await removeEmpty(folder, exposed);
  for (const program of programs) {
    await unlink(join(folder, program)).catch(() => {});
    await removeEmpty(folder, program);
  }
  const deleted = [...inMemory, ...(await whiteouts(folder, layered))];
  const list = join(folder, DELETED_FILE);
  // Whatever the instance has put there, a link among it, is not written through.
  await rm(list, { recursive: true, force: true });
  if (deleted.length > 0) await writeFile(list, deleted.map((path) => `/${path}\n`).join(""), { flag: "wx" });
}

/** The mount point of what was exposed, and what was made for it alone. */
async function removeEmpty(folder: string, path: string): Promise<void> {
  for (let at = path; at !== "/"; at = dirname(at)) {
    try {
      await rmdir(join(folder, at));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return;
    }
  }
}

/** The paths of what was deleted of the layers below, as the kernel remembers it. */
export async function whiteouts(folder: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted(byName)) {
      const at = `${path}/${entry.name}`;
      if (entry.isDirectory()) found.push(...(await whiteouts(folder, [at])));
      else if (entry.isCharacterDevice() && (await lstat(join(folder, at))).rdev === 0) found.push(at);
    }
  }
  return found;
}

const byName = (one: Dirent, other: Dirent): number => one.name.localeCompare(other.name);
