import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync } from "node:fs";

import { findPath } from "./find-path.ts";
import { type OpenFolder, openFolder } from "./open-folder.ts";
import type { Place } from "./place.ts";
import { type Reading, reading } from "./reading.ts";
import { type Writing, writing } from "./writing.ts";

/**
 * The files that an instance owns, by the paths that it has for them: the one way in which the cloud touches them. Its
 * programs may be root and put links anywhere; a link is followed as it leads within the instance, and none leads out,
 * whenever it is put there. What is written takes the place of what was there, a link among it.
 */
export type OwnFiles = Reading & Writing;

/** A folder of this machine that lies below what the instance owns. */
export interface Below {
  readonly root: string;
  /** Whether the instance sees in it what has that path, without a slash before it. */
  readonly shows: (path: string) => boolean;
  /** What lies in it is read, as the instance's own is; otherwise it is only known that it is there. */
  readonly isRead: boolean;
  /** What the instance makes over a folder of it is as that one is. */
  readonly isModel: boolean;
}

/** `below`, the highest first: what the instance sees where it has nothing of its own. */
export function ownFiles(folder: string, below: () => readonly Below[] = () => []): OwnFiles {
  const lower = (path: string): readonly Below[] => below().filter(({ shows }) => shows(path));
  const roots = (path: string): readonly string[] => [folder, ...lower(path).map(({ root }) => root)];
  const made = ({ at }: OpenFolder, names: readonly string[]): void => {
    const path = names.join("/");
    const models = lower(path).filter(({ isModel }) => isModel);
    const found = models.map(({ root }) => lstatSync(`${root}/${path}`, { throwIfNoEntry: false }));
    const model = found.find((each) => each?.isDirectory());
    if (model === undefined) return;
    if (process.getuid?.() === 0) chownSync(at, model.uid, model.gid);
    chmodSync(at, model.mode & 0o7777);
  };
  const place: Place = {
    folder,
    readable: (path) => [folder, ...lower(path).flatMap(({ isRead, root }) => (isRead ? [root] : []))],
    roots,
    find: (path, followsLast) => findPath(roots, path, followsLast),
    open: (names) => openFolder(folder, names),
    make: (names) => {
      if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
      return openFolder(folder, names, made);
    },
  };
  return { ...reading(place), ...writing(place) };
}
