import { chmod, copyFile, lstat, mkdir, readlink, rm, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Lets every user of an instance reach these paths of this machine's programs; files and links are copied, folders are mounted there. */
export async function makeWay(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const isFolder = (await stat(path)).isDirectory();
    await open(folder, isFolder ? path : dirname(path));
    if (isFolder) continue;
    const target = join(folder, path);
    await rm(target, { force: true });
    if ((await lstat(path)).isSymbolicLink()) await symlink(await readlink(path), target);
    else await copyFile(path, target);
  }
}

/** Whoever knows a name in it may pass. */
async function open(folder: string, path: string): Promise<void> {
  if (path === "/") return;
  await open(folder, dirname(path));
  const at = join(folder, path);
  await mkdir(at, { recursive: true });
  const { mode } = await stat(at);
  await chmod(at, (mode & 0o7777) | 0o111);
}
