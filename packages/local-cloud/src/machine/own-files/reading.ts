import { constants, lstatSync, readdirSync, readFileSync, type Stats, watch } from "node:fs";
import { join } from "node:path";

import { openFile, using } from "./open-file.ts";
import { openFolder } from "./open-folder.ts";
import { holding, type Place, unlessMissing } from "./place.ts";

export interface Reading {
  /** Where a path leads on this machine, for people: whoever opens that may be led elsewhere. */
  where(path: string): string;
  /** Of whatever the instance sees there. */
  stat(path: string): Stats | undefined;
  /** What it has of its own in a folder. */
  names(path: string): readonly string[];
  /** The same, with what each is. */
  entries(path: string): readonly { readonly name: string; readonly stats: Stats }[];
  /** Whether it has something of its own where the path ends, a link that leads nowhere included. */
  has(path: string): boolean;
  isLink(path: string): boolean;
  /** The text of a file; nothing else is opened. */
  read(path: string): string | undefined;
  /** A file, for reading. */
  open(path: string): number;
  /** Hears the names of what changes in a folder. */
  watch(path: string, listener: (name: string | null) => void): { close(): void };
}

export function reading({ folder, roots, readable, find, open: openOwn }: Place): Reading {
  /** In the highest folder that has it. */
  const look = <T>(path: string, act: (at: string, stats: Stats) => T, within = readable): T | undefined => {
    const names = find(path, true);
    const name = names.at(-1) ?? ".";
    for (const root of within(names.join("/"))) {
      const seen = unlessMissing(() =>
        holding(openFolder(root, names.slice(0, -1)), (at) => ({
          result: act(`${at}/${name}`, lstatSync(`${at}/${name}`)),
        })),
      );
      if (seen !== undefined) return seen.result;
    }
    return undefined;
  };
  const end = (path: string): Stats | undefined => {
    const names = find(path, false);
    return unlessMissing(() => holding(openOwn(names.slice(0, -1)), (at) => lstatSync(`${at}/${names.at(-1) ?? "."}`)));
  };
  return {
    where: (path) => join(folder, ...find(path, true)),
    stat: (path) => look(path, (_, stats) => stats, roots),
    names: (path) => unlessMissing(() => holding(openOwn(find(path, true)), (at) => readdirSync(at))) ?? [],
    entries: (path) =>
      unlessMissing(() =>
        holding(openOwn(find(path, true)), (at) =>
          readdirSync(at)
            .toSorted((one, other) => one.localeCompare(other))
            .map((name) => ({ name, stats: lstatSync(`${at}/${name}`) })),
        ),
      ) ?? [],
    has: (path) => end(path) !== undefined,
    isLink: (path) => end(path)?.isSymbolicLink() === true,
    read: (path) =>
      look(path, (at, stats) => {
        if (!stats.isFile()) return undefined;
        return using(openFile(at, constants.O_RDONLY), (descriptor) => readFileSync(descriptor, "utf8"));
      }),
    open: (path) => {
      const descriptor = look(path, (at) => openFile(at, constants.O_RDONLY));
      if (descriptor !== undefined) return descriptor;
      throw Object.assign(new Error(`${path} is not there`), { code: "ENOENT" });
    },
    watch: (path, listener) =>
      holding(openOwn(find(path, true)), (at) =>
        watch(at, { persistent: false }, (_, name) => listener(name)).on("error", () => {}),
      ),
  };
}
