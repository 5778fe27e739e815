import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";

import { LAYERED } from "./own-path.ts";
import type { SandboxSpec } from "./sandbox.ts";

/**
 * Where this machine finds a path of an instance in namespaces. A link that the instance has made, /var/log as a link to a
 * larger disk, leads where it leads there, and never out of its folder.
 */
export function hostPathIn(
  { folder, exposes }: Pick<SandboxSpec, "folder" | "exposes">,
  path: string,
  base?: string,
): string {
  if (exposes.some((exposed) => path === exposed || path.startsWith(`${exposed}/`))) return path;
  const own = join(folder, withoutLinks(folder, path));
  if (base !== undefined && !existsSync(own) && existsSync(join(base, path))) return join(base, path);
  return LAYERED.includes(path.split("/")[1] ?? "") && !existsSync(own) ? path : own;
}

/** As the kernel gives up (path_resolution(7), 2023). */
const MOST_LINKS = 40;

function withoutLinks(folder: string, path: string): string {
  let done = "/";
  let links = 0;
  const ahead = path.split("/");
  while (ahead.length > 0) {
    const next = join(done, ahead.shift() ?? "");
    const isLink = lstatSync(join(folder, next), { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (!isLink || links === MOST_LINKS) {
      done = next;
      continue;
    }
    links += 1;
    const target = readlinkSync(join(folder, next));
    if (target.startsWith("/")) done = "/";
    ahead.unshift(...target.split("/"));
  }
  return done;
}
