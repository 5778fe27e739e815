import { createHash } from "node:crypto";
import { mkdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What is appended to a file that would lie where a folder is needed: objects may be called `a` and `a/b`. */
const ASIDE = "%file";

/**
 * Where an object lies: `<root>/<bucket>/<key>`. Segments that mean something to a file system, or are too long for it,
 * are written with a percent sign, so that no key leaves the folder and no two keys share a file.
 */
export function objectPath(root: string, bucket: string, key: string): string {
  return join(root, bucket, ...key.split("/").map(safeSegment));
}

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

function safeSegment(segment: string): string {
  if (segment === "") return "%";
  if (segment === "." || segment === "..") return segment.replaceAll(".", "%2E");
  const escaped = segment.startsWith("%") || segment.endsWith(ASIDE) ? segment.replaceAll("%", "%25") : segment;
  const safe = escaped.replaceAll("\0", "%00");
  if (Buffer.byteLength(safe) <= 240) return safe;
  return `%${createHash("sha256").update(segment).digest("hex")}`;
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
