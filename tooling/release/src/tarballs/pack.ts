import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { run, type RunOptions } from "../process/run.ts";

export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly tarball: string;
  /** Size of the tarball. */
  readonly bytes: number;
  /** Where it lies unpacked. */
  readonly folder: string;
}

interface PublishPlan {
  readonly plan: readonly (readonly {
    readonly name: string;
    readonly version: string;
    readonly tarball?: { readonly path: string };
  }[])[];
}

/** Packs everything that the registry does not have, as the release does, and unpacks each beside it. */
export async function packUnpublished(copy: string, to: string, options: Omit<RunOptions, "cwd">): Promise<Packed[]> {
  await run("changeset", ["pack", "--out-dir", to], { ...options, cwd: copy });
  const { plan } = await readPlan(to);
  const packed: Packed[] = [];
  for (const { name, version, tarball } of plan.flat()) {
    if (tarball === undefined) continue;
    const file = join(to, tarball.path);
    const folder = join(to, "unpacked", name);
    await mkdir(folder, { recursive: true });
    await run("tar", ["-xzf", file, "--strip-components=1", "-C", folder], { ...options, cwd: to });
    packed.push({ name, version, tarball: file, bytes: (await stat(file)).size, folder });
  }
  return packed;
}

/**
 * Publishes as the release's last job does: the tarballs as they are, by npm, those that others use first. It runs no
 * script and needs no checkout.
 */
export async function publishPacked(from: string, options: Omit<RunOptions, "cwd">, tag = "latest"): Promise<void> {
  for (const independent of (await readPlan(from)).plan) {
    const publishing = independent.map(({ tarball }) =>
      run("npm", ["publish", `./${tarball?.path ?? ""}`, "--access", "public", "--tag", tag, "--ignore-scripts"], {
        ...options,
        cwd: from,
      }),
    );
    await Promise.all(publishing);
  }
}

async function readPlan(folder: string): Promise<PublishPlan> {
  return JSON.parse(await readFile(join(folder, "publish-plan.json"), "utf8")) as PublishPlan;
}

/** Paths relative to the folder, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
