import { readFileSync, statSync, lstatSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";

import type { OwnFiles } from "../own-files/own-files.ts";

/** Lets every user of an instance reach these paths of this machine's programs; files and links are copied, folders are mounted there. */
export function makeWay(files: OwnFiles, paths: readonly string[]): void {
  for (const path of paths) {
    const stats = statSync(path);
    open(files, stats.isDirectory() ? path : dirname(path));
    if (stats.isDirectory()) continue;
    files.remove(path);
    if (lstatSync(path).isSymbolicLink()) files.link(path, readlinkSync(path));
    else files.write(path, readFileSync(path), { mode: stats.mode & 0o7777 });
  }
}

/** Whoever knows a name in it may pass. */
function open(files: OwnFiles, path: string): void {
  if (path === "/") return;
  open(files, dirname(path));
  files.makeFolder(path);
  files.makeFolder(path, { mode: ((files.stat(path)?.mode ?? 0) & 0o7777) | 0o111 });
}
