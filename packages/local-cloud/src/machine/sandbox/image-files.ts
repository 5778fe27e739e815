import { chmod, chown, lstat, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { LocalCloudError } from "../../errors.ts";
import { behindLinks, LAYERED, ownPath } from "./own-path.ts";
import { OWN_FOLDERS, type SandboxSpec } from "./sandbox.ts";

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Makes the folders a fresh machine has and writes the image's files; safe to repeat when the instance starts again.
 * `owns`: user ids can be given away.
 */
export async function writeImage(spec: SandboxSpec, adapt: (text: string) => string, owns: boolean): Promise<void> {
  const { folder, files } = spec;
  for (const own of [...OWN_FOLDERS, "home/ec2-user", "var/log", "var/tmp", "var/lib"]) {
    await mkdir(join(folder, own), { recursive: true });
  }
  // Everybody on the instance may look into these, whatever this process's umask.
  for (const open of [".", "home", "var", "opt", "run", "srv", "var/log", "var/lib"])
    await chmod(join(folder, open), 0o755);
  for (const shared of ["tmp", "var/tmp"]) await chmod(join(folder, shared), 0o1777);
  for (const [name, { content, mode = 0o644, owner }] of Object.entries(files)) {
    const path = await behindLinks(ownPath(name));
    const ids = owns ? await idsOf(spec, name, owner ?? homeOwner(path)) : undefined;
    await makeFolder(dirname(path), folder, ids);
    const target = join(folder, path);
    // A link leads to where it leads in the instance, and not here.
    if ((await lstat(target).catch(() => undefined))?.isSymbolicLink() === true) await rm(target);
    await writeFile(target, adapt(content));
    await chmod(target, mode);
    if (ids !== undefined) await chown(target, ids.uid, ids.gid);
  }
}

/** A folder that lies over one of this machine's is as that one is; any other is of whom it is made for. */
async function makeFolder(path: string, folder: string, ids: Ids | undefined): Promise<void> {
  const target = join(folder, path);
  if (path === "/" || (await stat(target).catch(() => undefined)) !== undefined) return;
  await makeFolder(dirname(path), folder, ids);
  await mkdir(target);
  const below = LAYERED.includes(path.split("/")[1] ?? "") ? await lstat(path).catch(() => undefined) : undefined;
  await chmod(target, below === undefined ? 0o755 : below.mode & 0o7777);
  if (ids === undefined) return;
  const { uid, gid } = below ?? (isBelowHome(path) ? ids : { uid: 0, gid: 0 });
  await chown(target, uid, gid);
}

const isBelowHome = (path: string): boolean => path.startsWith("/home/");

/** What lies in somebody's home is his. */
function homeOwner(path: string): string {
  return isBelowHome(path) ? (path.split("/")[2] ?? "root") : "root";
}

/** `user`, `user:group`, or their numbers. */
async function idsOf({ folder }: SandboxSpec, path: string, owner: string): Promise<Ids> {
  const [user = "", group] = owner.split(":");
  const users = await entries(folder, "passwd");
  const groups = await entries(folder, "group");
  const known = users.find(([name, , uid]) => name === user || uid === user);
  const uid = known?.[2] ?? user;
  const gid = group === undefined ? (known?.[3] ?? user) : (groups.find(([name]) => name === group)?.[2] ?? group);
  if (/^\d+$/.test(uid) && /^\d+$/.test(gid)) return { uid: Number(uid), gid: Number(gid) };
  // A folder below /home need not be anybody's home.
  if (owner === homeOwner(path)) return { uid: 0, gid: 0 };
  throw new LocalCloudError("LOCAL_CLOUD_IMAGE_OWNER", `The image's file ${path} cannot belong to ${owner}`, {
    hint: "expected a user of the instance, as name or name:group, or numbers",
  });
}

async function entries(folder: string, file: string): Promise<string[][]> {
  const text = await readFile(join(folder, "etc", file), "utf8").catch(() => "");
  return text.split("\n").map((line) => line.split(":"));
}
