import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** As the kernel gives up (path_resolution(7), 2023). */
const MOST_LINKS = 40;

/**
 * The names that a path of an instance leads to, each link followed as it leads there: an absolute one, and every `..`, ends
 * at the instance's root. `roots` are the folders that lie over each other, the highest first. What it says may be false as
 * soon as it is said, so whoever goes there follows no link any more.
 */
export function findPath(
  roots: (path: string) => readonly string[],
  path: string,
  followsLast: boolean,
): readonly string[] {
  let done: string[] = [];
  let links = 0;
  const ahead = path.split("/");
  while (ahead.length > 0) {
    const name = ahead.shift() ?? "";
    if (name === "" || name === ".") continue;
    if (name === "..") {
      done.pop();
      continue;
    }
    const next = [...done, name];
    const isLast = ahead.every((each) => each === "");
    const target = links < MOST_LINKS && (followsLast || !isLast) ? linkAt(roots, next.join("/")) : undefined;
    if (target === undefined) {
      done = next;
      continue;
    }
    links += 1;
    if (target.startsWith("/")) done = [];
    ahead.unshift(...target.split("/"));
  }
  return done;
}

function linkAt(roots: (path: string) => readonly string[], path: string): string | undefined {
  for (const root of roots(path)) {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (found !== undefined) return found.isSymbolicLink() ? readlinkSync(join(root, path)) : undefined;
  }
  return undefined;
}
