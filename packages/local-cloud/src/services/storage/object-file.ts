import { mkdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { ASIDE, objectPath } from "./object-path.ts";

/** Writes an object's bytes and says where they are. */
export async function writeObject(root: string, bucket: string, key: string, body: Buffer): Promise<string> {
  const path = objectPath(root, bucket, key);
  await makeFolders(join(root, bucket), dirname(path));
  const file = (await isFolder(path)) ? path + ASIDE : path;
  await writeFile(file, body);
  return file;
}

export async function removeObject(root: string, bucket: string, key: string): Promise<void> {
  const path = objectPath(root, bucket, key);
  await rm((await isFolder(path)) ? path + ASIDE : path, { force: true });
  for (let folder = dirname(path); folder.startsWith(join(root, bucket, "/")); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

async function makeFolders(bucket: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    return;
  } catch (error) {
    if (!["EEXIST", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
  let path = bucket;
  for (const segment of folder.slice(bucket.length + 1).split("/")) {
    path = join(path, segment);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) await rename(path, path + ASIDE);
  }
  await mkdir(folder, { recursive: true });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
