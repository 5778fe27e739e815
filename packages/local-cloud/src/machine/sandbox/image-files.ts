import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { ownPath } from "./own-path.ts";
import { OWN_FOLDERS, type SandboxSpec } from "./sandbox.ts";

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
