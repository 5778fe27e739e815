import type { OpenFolder } from "./open-folder.ts";

/** Where the files of an instance are, and how one gets there. */
export interface Place {
  readonly folder: string;
  /** The folders that lie over each other where that path is, the instance's own first. */
  readonly roots: (path: string) => readonly string[];
  /** Those of them whose contents are the instance's. */
  readonly readable: (path: string) => readonly string[];
  readonly find: (path: string, followsLast: boolean) => readonly string[];
  readonly open: (names: readonly string[]) => OpenFolder;
  /** The same, and makes what is missing. */
  readonly make: (names: readonly string[]) => OpenFolder;
}

/** Uses it and lets go of it. */
export function holding<T>(folder: OpenFolder, use: (at: string) => T): T {
  try {
    return use(folder.at);
  } finally {
    folder.close();
  }
}

/** Nothing where something on the way is missing, or is something else than it has to be. */
export function unlessMissing<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
