import { existsSync } from "node:fs";
import { cp, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { HIDDEN } from "./boot-script.ts";
import { LAYERED } from "./own-path.ts";

/** What is read by name outside, or changed there at each boot: the instance has its own from the beginning. */
const COPIED = [
  ...["passwd", "group", "shadow", "gshadow", "subuid", "subgid"].map((name) => `etc/${name}`),
  "etc/skel/.aws",
  "root/.aws",
  "home/ec2-user/.aws",
];
/** Where the cloud writes while the instance runs: an overlay need not show that. */
export const WRITTEN_OUTSIDE: readonly string[] = ["var/lib/amazon", "var/lib/cloud", "var/log"];

/** The top folders of a layer, beside those that lie over this machine's. */
export async function topsOf(base: string): Promise<readonly string[]> {
  const entries = await readdir(base, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.filter((name) => !LAYERED.includes(name));
}

/** Makes room in an instance's folder for lying over a layer. */
export async function layOver(base: string, tops: readonly string[], folder: string): Promise<void> {
  for (const path of COPIED) {
    if (existsSync(join(folder, path)) || !existsSync(join(base, path))) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(base, path), join(folder, path), { recursive: true, preserveTimestamps: true });
  }
  for (const top of tops) {
    await mkdir(join(folder, top), { recursive: true });
    await mkdir(join(folder, HIDDEN, "work", top), { recursive: true });
  }
  for (const path of WRITTEN_OUTSIDE) await mkdir(join(folder, path), { recursive: true });
}
