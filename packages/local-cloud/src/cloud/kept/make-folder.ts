import { mkdirSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { LocalCloudError } from "../../errors.ts";

/**
 * Makes a folder, and those above it, and finds out whether something can be made in it. Where a file system refuses new
 * names as if their folder were missing, as /proc does, Node's own recursive `mkdir` never comes to an end.
 *
 * @throws LocalCloudError when it cannot be had
 *
 * @example
 * ```ts example
 * import { makeFolder } from "@alpha-engine/local-cloud";
 *
 * makeFolder("clouds/one");
 * try {
 *   makeFolder("/dev/null/one");
 * } catch (error) {
 *   console.log((error as Error).message);
 * }
 * ```
 * ```text output
 * /dev/null/one cannot be used: /dev/null is not a folder
 * ```
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  try {
    make(folder);
    rmdirSync(mkdtempSync(join(folder, ".alpha-engine-")));
  } catch (cause) {
    const { message } = cause as Error;
    const hint = "choose another folder";
    throw new LocalCloudError("LOCAL_CLOUD_FOLDER_UNUSABLE", `${path} cannot be used: ${message}`, { cause, hint });
  }
}

function make(folder: string): void {
  const is = statSync(folder, { throwIfNoEntry: false });
  if (is?.isDirectory() === true) return;
  if (is !== undefined) throw new Error(`${folder} is not a folder`);
  if (dirname(folder) !== folder) make(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else may have made it at the same time.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
