import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

import { LocalCloudError } from "../../errors.ts";
import { OWN_FOLDERS, type SandboxSpec } from "./sandbox.ts";
import { STAND_IN_FOLDER } from "./stand-ins/write-stand-ins.ts";

/** Makes the folders a fresh machine has and writes the image's files; safe to repeat when the instance starts again. */
export async function writeImage({ folder, files }: SandboxSpec, adapt: (text: string) => string): Promise<void> {
  for (const own of [...OWN_FOLDERS, "home/ec2-user", "var/log", "var/tmp", "var/lib"]) {
    await mkdir(join(folder, own), { recursive: true });
  }
  for (const shared of ["tmp", "var/tmp"]) await chmod(join(folder, shared), 0o1777);
  for (const [path, { content, mode = 0o644 }] of Object.entries(files)) {
    const target = join(folder, ownPath(path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, adapt(content));
    await chmod(target, mode);
  }
}

/** Refuses a path that the instance would not find at its own place. */
export function ownPath(path: string): string {
  const clean = normalize(path);
  if (clean.startsWith(`/${STAND_IN_FOLDER}/`)) return clean;
  if (clean.startsWith("/") && OWN_FOLDERS.some((own) => clean.startsWith(`/${own}/`))) return clean;
  throw new LocalCloudError("LOCAL_CLOUD_IMAGE_PATH", `An image cannot hold the file ${path}`, {
    hint: `files lie below ${OWN_FOLDERS.map((own) => `/${own}`).join(", ")} and /${STAND_IN_FOLDER}; expose a folder of this machine for the rest`,
  });
}
