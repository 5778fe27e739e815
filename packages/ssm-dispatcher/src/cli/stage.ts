import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { fetchStaged, stage, unstage } from "../stage/stage.ts";

interface StageFlags {
  readonly bucket: string;
  readonly prefix: string;
  readonly region?: string;
}

export async function runStage(paths: readonly string[], { bucket, prefix, region }: StageFlags): Promise<void> {
  const files = await Promise.all(paths.map(async (path) => ({ name: basename(path), body: await readFile(path) })));
  await stage({ bucket, prefix, files }, { region });
}

export async function runFetch({ bucket, prefix, to, region }: StageFlags & { readonly to: string }): Promise<void> {
  const paths = await fetchStaged({ bucket, prefix, directory: to }, { region });
  for (const path of paths) process.stdout.write(`${path}\n`);
}

export async function runUnstage({ bucket, prefix, region }: StageFlags): Promise<void> {
  await unstage({ bucket, prefix }, { region });
}
