import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  unlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { linkOrCopy } from "../bytes/link-or-copy.ts";
import { ASIDE, viewPath } from "./view-path.ts";

/**
 * `<root>/<bucket>/<key>` for people to look at: every object is a file there, its bytes being those of the store by a
 * second name. Nothing is ever read from it, and no symbolic link in it is followed: one that is in the way is replaced.
 */
export interface ObjectView {
  /** Shows an object and says where; where a file system cannot, that is where its bytes are. */
  show(bucket: string, key: string, bytes: string): string;
  hide(bucket: string, key: string): void;
  /** Takes away the folder of a bucket that is no more; what somebody else put into it stays. */
  forget(bucket: string): void;
}

export function createObjectView(root: string): ObjectView {
  return {
    show: (bucket, key, bytes) => {
      try {
        const path = viewPath(root, bucket, key);
        makeFolders(root, dirname(path));
        const file = found(path)?.isDirectory() === true ? path + ASIDE : path;
        place(bytes, file);
        return file;
      } catch {
        // What cannot be shown is stored all the same.
        return bytes;
      }
    },
    hide: (bucket, key) => {
      const path = viewPath(root, bucket, key);
      if (!isReal(root, dirname(path))) return;
      rmSync(found(path)?.isDirectory() === true ? path + ASIDE : path, { force: true });
      prune(join(root, bucket), dirname(path));
    },
    forget: (bucket) => {
      const folder = join(root, bucket);
      if (found(folder)?.isDirectory() === true && readdirSync(folder).length === 0) rmdirSync(folder);
    },
  };
}

/** Puts the bytes there at once, in place of whatever file or link has that name. */
function place(bytes: string, file: string): void {
  try {
    linkSync(bytes, file);
  } catch {
    const [ours, there] = [found(bytes), found(file)];
    if (ours?.ino === there?.ino && ours?.dev === there?.dev) return;
    const beside = join(dirname(file), `%${process.pid}%`);
    rmSync(beside, { force: true });
    linkOrCopy(bytes, beside);
    renameSync(beside, file);
  }
}

function makeFolders(root: string, folder: string): void {
  mkdirSync(root, { recursive: true });
  for (const path of foldersBetween(root, folder)) {
    const there = found(path);
    if (there?.isDirectory() === true) continue;
    if (there?.isSymbolicLink() === true) unlinkSync(path);
    else if (there !== undefined) renameSync(path, path + ASIDE);
    mkdirSync(path);
  }
}

/** Whether all of these are folders of the view itself. */
function isReal(root: string, folder: string): boolean {
  return foldersBetween(root, folder).every((path) => found(path)?.isDirectory() === true);
}

/** Takes away folders that are empty now, and brings back a file that had to make room for one. */
function prune(bucket: string, folder: string): void {
  for (let path = folder; path.startsWith(`${bucket}/`); path = dirname(path)) {
    try {
      rmdirSync(path);
    } catch {
      return;
    }
    if (found(path + ASIDE)?.isFile() === true) return renameSync(path + ASIDE, path);
  }
}

function foldersBetween(root: string, folder: string): readonly string[] {
  const names = folder.slice(root.length + 1).split("/");
  return names.map((_, index) => join(root, ...names.slice(0, index + 1)));
}

function found(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
