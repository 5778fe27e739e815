import { dirname } from "node:path";

import { LocalCloudError } from "../../errors.ts";
import type { OwnFiles } from "../own-files/own-files.ts";
import type { Ids } from "../own-files/writing.ts";
import { ownPath } from "./own-path.ts";
import { OWN_FOLDERS, type SandboxSpec } from "./sandbox.ts";

/**
 * Makes the folders a fresh machine has and writes the image's files; safe to repeat when the instance starts again.
 * `owns`: user ids can be given away.
 */
export function writeImage(
  { files: image }: SandboxSpec,
  files: OwnFiles,
  { adapt, owns }: { readonly adapt: (text: string) => string; readonly owns: boolean },
): void {
  for (const own of [...OWN_FOLDERS, "home/ec2-user", "var/log", "var/tmp", "var/lib"]) files.makeFolder(own);
  // Everybody on the instance may look into these, whatever this process's umask.
  for (const open of [".", "home", "var", "opt", "run", "srv", "var/log", "var/lib"])
    files.makeFolder(open, { mode: 0o755 });
  for (const shared of ["tmp", "var/tmp"]) files.makeFolder(shared, { mode: 0o1777 });
  for (const [name, { content, mode = 0o644, owner }] of Object.entries(image)) {
    const path = ownPath(name);
    const ids = owns ? idsOf(files, name, owner ?? homeOwner(path)) : undefined;
    if (isBelowHome(path)) makeHome(dirname(path), files, ids);
    files.write(path, adapt(content), { mode, ids });
  }
}

/** What has to be made below /home is of whom it is made for. */
function makeHome(path: string, files: OwnFiles, ids: Ids | undefined): void {
  if (path === "/" || files.stat(path) !== undefined) return;
  makeHome(dirname(path), files, ids);
  files.makeFolder(path, { ids: isBelowHome(path) ? ids : undefined });
}

const isBelowHome = (path: string): boolean => path.startsWith("/home/");

/** What lies in somebody's home is his. */
function homeOwner(path: string): string {
  return isBelowHome(path) ? (path.split("/")[2] ?? "root") : "root";
}

/** `user`, `user:group`, or their numbers. */
function idsOf(files: OwnFiles, path: string, owner: string): Ids {
  const [user = "", group] = owner.split(":");
  const users = entries(files, "passwd");
  const groups = entries(files, "group");
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

function entries(files: OwnFiles, file: string): string[][] {
  return (files.read(`/etc/${file}`) ?? "").split("\n").map((line) => line.split(":"));
}
