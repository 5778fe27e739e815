import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Image } from "../../cloud/image.ts";
import { NO_PROGRAMS } from "../../cloud/remotes.ts";
import { hostPrograms } from "../host-programs/host-programs.ts";

/** Raised when layers are made in another way. */
const FORMAT = 2;
/** What says which packages this machine has, below a layer. */
const PACKAGES = ["/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"];

const run = promisify(execFile);

/** A name for all that the result of an image's `prepare` depends on. */
export async function dependsOn(image: Image): Promise<string> {
  const hash = createHash("sha256");
  const { files = {}, exposes = [], repositories = {}, checkouts = {}, sh, packages, prepare } = image;
  hash.update(
    JSON.stringify([
      FORMAT,
      process.arch,
      process.getuid?.(),
      prepare,
      files,
      sh,
      packages,
      exposes,
      repositories,
      checkouts,
    ]),
  );
  // An environment of Python leads back to the one that made it.
  hash.update(JSON.stringify(hostPrograms()));
  for (const path of PACKAGES) hash.update(await readFile(path).catch(() => "none"));
  for (const folder of [
    ...exposes,
    ...Object.values(repositories),
    ...Object.values(checkouts).map(({ from }) => from),
  ])
    if (typeof folder === "string") hash.update(await stateOf(folder));
  return hash.digest("hex");
}

/** Of a checkout its commit and what differs from it and is not ignored: what a run leaves behind there is ignored, as a rule. */
async function stateOf(folder: string): Promise<string> {
  let settings: readonly string[] = NO_PROGRAMS;
  const git = async (...words: string[]): Promise<string> =>
    (await run("git", [...settings, "-C", folder, ...words], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  try {
    const filters = await git("config", "-z", "--name-only", "--get-regexp", "^filter\\.").catch(() => "");
    // Programs through which git would look at a file.
    settings = [...settings, ...filters.split("\0").flatMap((key) => (key === "" ? [] : ["-c", `${key}=`]))];
    const [commit, changed] = await Promise.all([
      git("rev-parse", "HEAD"),
      git("ls-files", "-z", "--modified", "--others", "--exclude-standard"),
    ]);
    const names = [...new Set(changed.split("\0").filter((name) => name !== ""))].toSorted();
    return JSON.stringify([commit, await Promise.all(names.map((name) => look(join(folder, name))))]);
  } catch {
    return JSON.stringify(await everything(folder));
  }
}

async function everything(path: string): Promise<unknown[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  return await Promise.all(entries.map((entry) => look(join(entry.parentPath, entry.name))));
}

/** A folder changes whenever something is made in it for a moment. */
async function look(path: string): Promise<unknown> {
  const found = await lstat(path).catch(() => undefined);
  return [path, found?.mode, ...(found?.isDirectory() === true ? [] : [found?.size, found?.mtimeMs])];
}
