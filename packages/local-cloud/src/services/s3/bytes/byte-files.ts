import { randomUUID } from "node:crypto";
import { mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { linkOrCopy } from "./link-or-copy.ts";

/** Files that are written once and never changed; what they are called says nothing about what is in them. */
export interface ByteFiles {
  /** Aborted when nothing more is to be written: what is under way leaves no file. */
  readonly ending: AbortSignal;
  /** A name for a file that is still to be written. */
  create(): string;
  path(name: string): string;
  /** Another name for the same bytes. */
  share(name: string): string;
  /** Opens it at once, so that whoever reads it keeps it although it is replaced meanwhile. */
  open(name: string): number;
  remove(name: string): void;
  /** Those that are there. */
  names(): readonly string[];
}

export function openByteFiles(folder: string, ending: AbortSignal): ByteFiles {
  mkdirSync(folder, { recursive: true });
  const path = (name: string): string => join(folder, name);
  return {
    ending,
    create: () => randomUUID(),
    path,
    share: (name) => {
      const other = randomUUID();
      linkOrCopy(path(name), path(other));
      return other;
    },
    open: (name) => openSync(path(name), "r"),
    remove: (name) => rmSync(path(name), { force: true }),
    names: () => readdirSync(folder),
  };
}
