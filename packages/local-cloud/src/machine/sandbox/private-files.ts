import { execFile } from "node:child_process";
import { chmodSync, chownSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { lives } from "../lives.ts";

const run = promisify(execFile);

/** Where people keep keys and passwords of a machine. */
const LOOKED_THROUGH = ["etc", "usr/local/etc"];
/** A path that is to be a layer has neither of these in it. */
const PLACE = /[\s:,\\]/.test(tmpdir()) ? "/tmp" : tmpdir();
const PREFIX = "local-cloud-private-";

let hidden: Promise<string> | undefined;

/**
 * A layer that hides from an instance's root what on this machine only its root, or a group, may read: keys of hosts,
 * passwords, whatever else is private below /etc. In it is a whiteout for each (overlayfs, Linux 6.1), so that there is
 * nothing of that name until the instance makes it. One for the life of this process, and gone with it.
 */
export async function privateFiles(): Promise<string> {
  hidden ??= hidePrivate("/");
  return await hidden;
}

/** `machine`: the root of what is looked through. */
export async function hidePrivate(machine: string): Promise<string> {
  sweep();
  const layer = mkdtempSync(join(PLACE, `${PREFIX}${process.pid}-`));
  process.once("exit", () => rmSync(layer, { recursive: true, force: true }));
  chmodSync(layer, 0o755);
  for (const folder of ["etc", "usr"]) makeLike(machine, layer, folder);
  const { stdout } = await run("sh", ["-c", FIND, "find", machine, ...LOOKED_THROUGH], { maxBuffer: 64 * 1024 * 1024 });
  const [first, ...others] = stdout.split("\0").filter(Boolean);
  if (first === undefined) return layer;
  for (const path of [first, ...others]) makeLike(machine, layer, dirname(path));
  await run("mknod", [join(layer, first), "c", "0", "0"]);
  for (const path of others) linkSync(join(layer, first), join(layer, path));
  return layer;
}

/** What others may not read, and all that is in folders that others may not enter. */
const FIND = `cd "$1" && shift
for folder; do
  [ ! -d "$folder" ] || find "$folder" -type d ! -perm -001 -exec find {} ! -type d -print0 \\; -prune -o ! -type d ! -type l ! -perm -004 -print0
done`;

/** A folder of a layer says what becomes of that folder in the whole. */
function makeLike(machine: string, layer: string, path: string): void {
  if (path === "." || lstatSync(join(layer, path), { throwIfNoEntry: false }) !== undefined) return;
  makeLike(machine, layer, dirname(path));
  const { uid, gid, mode } = lstatSync(join(machine, path));
  mkdirSync(join(layer, path));
  chownSync(join(layer, path), uid, gid);
  chmodSync(join(layer, path), mode & 0o7777);
}

/** Those of processes that had no time to take them along. */
function sweep(): void {
  for (const name of readdirSync(PLACE)) {
    const [, pid] = /^local-cloud-private-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !lives(Number(pid))) rmSync(join(PLACE, name), { recursive: true, force: true });
  }
}
