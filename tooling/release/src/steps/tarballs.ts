import { join } from "node:path";

import { ReleaseCheckError } from "../errors.ts";
import { contentProblems } from "../tarballs/contents.ts";
import { filesBelow, type Packed, packUnpublished, publishPacked } from "../tarballs/pack.ts";
import { readSizes, sizeProblems, writeSizes } from "../tarballs/sizes.ts";
import { buildPackages } from "../workspace/build.ts";
import { copyWorkspace } from "../workspace/copy.ts";
import { publishablePackages } from "../workspace/packages.ts";
import { type CheckContext, SCOPE } from "./context.ts";

/** Packs every package as a release does. */
export async function packTarballs({ root, folder, copy, inside, step }: CheckContext): Promise<readonly Packed[]> {
  return step("pack", async () => {
    await copyWorkspace(root, copy, inside);
    await buildPackages(root, copy, inside);
    const found = await packUnpublished(copy, join(folder, "first"), inside);
    return [found, `${found.length} packages, as changeset pack makes them`];
  });
}

export async function checkContents(
  { root, folder, copy, step }: CheckContext,
  packed: readonly Packed[],
): Promise<void> {
  await step("contents", async () => {
    const members = publishablePackages(copy);
    const sourceOf = (name: string): string => members.find(({ manifest }) => manifest.name === name)?.folder ?? copy;
    const problems = packed.map(async ({ name, folder: unpacked }) =>
      (await contentProblems(unpacked, sourceOf(name), SCOPE, [root, folder])).map((problem) => `${name}: ${problem}`),
    );
    refuse((await Promise.all(problems)).flat());
    const counts = await Promise.all(packed.map(async (one) => (await filesBelow(one.folder)).length));
    const files = counts.reduce((sum, count) => sum + count, 0);
    return [undefined, `${files} files, each reached from an export or a command`];
  });
}

/** Compares the sizes with the file, or records them there. */
export async function checkSizes(
  { step }: CheckContext,
  packed: readonly Packed[],
  { file, update }: { readonly file: string; readonly update: boolean },
): Promise<void> {
  await step("sizes", async () => {
    if (update) {
      writeSizes(file, packed);
      return [undefined, `recorded in ${file}`];
    }
    refuse(sizeProblems(packed, readSizes(file)));
    return [undefined, "within a tenth or 5 KiB of what is recorded"];
  });
}

export async function publishTarballs(
  { folder, inside, step }: CheckContext,
  packed: readonly Packed[],
): Promise<void> {
  await step("publish", async () => {
    await publishPacked(join(folder, "first"), inside);
    return [undefined, `${packed.length} tarballs, by npm, those that others use first`];
  });
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ReleaseCheckError(`\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
}
