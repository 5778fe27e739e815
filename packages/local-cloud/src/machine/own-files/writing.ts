import {
  chmodSync,
  chownSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";

import { openFile, SAFELY, using } from "./open-file.ts";
import { openAgain, openFolder } from "./open-folder.ts";
import { holding, type Place, unlessMissing } from "./place.ts";

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

export interface About {
  readonly mode?: number;
  /** Whose it is. @default who makes it */
  readonly ids?: Ids | undefined;
}

export interface Writing {
  /** Takes the place of what is there, at once. */
  write(path: string, content: string | Uint8Array, about?: About): void;
  append(path: string, text: string): void;
  /** A file to write to: at the end of what is there, or in its place. */
  openToWrite(path: string, how: "append" | "new"): number;
  /** An end of a pipe with a name. Does not wait for the other one. */
  openPipe(path: string, end: "read" | "write"): number;
  /** Makes it where it is missing; `about` is true of it then, however long it has been there. */
  makeFolder(path: string, about?: About): void;
  /** Removes the links on the way there: what is mounted there from outside is mounted nowhere else. */
  unlinkWay(path: string): void;
  /** A link, where nothing is yet. */
  link(path: string, target: string): void;
  /** To another name in its folder; false where it is not there. */
  rename(path: string, name: string): boolean;
  /** With all that is in it. */
  remove(path: string): void;
  /** False where it is no empty folder. */
  removeEmpty(path: string): boolean;
}

export function writing(place: Place): Writing {
  const { find } = place;
  /** Where it is, or is to be. */
  const change = <T>(path: string, followsLast: boolean, act: (at: string) => T): T => {
    const names = find(path, followsLast);
    return holding(place.make(names.slice(0, -1)), (at) => act(`${at}/${names.at(-1) ?? "."}`));
  };
  /** Where it is, if it is. */
  const changeThere = <T>(path: string, act: (at: string) => T): T | undefined => {
    const names = find(path, false);
    return unlessMissing(() => holding(place.open(names.slice(0, -1)), (at) => act(`${at}/${names.at(-1) ?? "."}`)));
  };
  const openToWrite = (path: string, how: "append" | "new"): number =>
    change(path, how === "append", (at) => {
      if (how === "append") return openFile(at, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o644);
      removeAll(at);
      return openFile(at, NEW, 0o600);
    });
  return {
    write: (path, content, about) => change(path, false, (at) => writeAt(at, content, about)),
    append: (path, text) => using(openToWrite(path, "append"), (descriptor) => writeFileSync(descriptor, text)),
    openToWrite,
    openPipe: (path, end) => {
      const both = changeThere(path, (at) => openSync(at, SAFELY | constants.O_RDWR));
      if (both === undefined) throw new Error(`${path} is not there`);
      return using(both, () => {
        if (!fstatSync(both).isFIFO()) throw new Error(`${path} is no pipe`);
        return openAgain(both, end === "read" ? constants.O_RDONLY : constants.O_WRONLY);
      });
    },
    makeFolder: (path, { mode, ids } = {}) =>
      holding(place.make(find(path, true)), (at) => {
        if (ids !== undefined) chownSync(at, ids.uid, ids.gid);
        if (mode !== undefined) chmodSync(at, mode);
      }),
    unlinkWay: (path) => {
      const names = path.split("/").filter(Boolean);
      for (const [index, name] of names.entries()) {
        unlessMissing(() =>
          holding(place.open(names.slice(0, index)), (at) => {
            if (lstatSync(`${at}/${name}`).isSymbolicLink()) unlinkSync(`${at}/${name}`);
          }),
        );
      }
    },
    link: (path, target) =>
      change(path, false, (at) => {
        if (lstatSync(at, { throwIfNoEntry: false }) === undefined) symlinkSync(target, at);
      }),
    rename: (path, name) => {
      const renamed = changeThere(path, (at) => {
        renameSync(at, `${dirname(at)}/${basename(name)}`);
        return true;
      });
      return renamed === true;
    },
    remove: (path) => {
      changeThere(path, removeAll);
    },
    removeEmpty: (path) => {
      try {
        return changeThere(path, (at) => rmdirSync(at) === undefined) ?? false;
      } catch {
        return false;
      }
    },
  };
}

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
let numbered = 0;

function writeAt(at: string, content: string | Uint8Array, { mode = 0o644, ids }: About = {}): void {
  const made = `${at}.${(numbered += 1).toString(36)}~`;
  removeAll(made);
  using(openFile(made, NEW, 0o600), (descriptor) => {
    writeFileSync(descriptor, content);
    if (ids !== undefined) fchownSync(descriptor, ids.uid, ids.gid);
    fchmodSync(descriptor, mode);
  });
  renameSync(made, at);
}

/** Held folder by folder, so that no link leads away from what is removed. */
function removeAll(at: string): void {
  const found = lstatSync(at, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) return unlinkSync(at);
  holding(openFolder(at, []), (held) => {
    // A folder that only root may look into, as the kernel leaves them behind layers.
    if (process.getuid?.() === found.uid) chmodSync(held, 0o700);
    for (const name of readdirSync(held)) removeAll(`${held}/${name}`);
  });
  rmdirSync(at);
}
