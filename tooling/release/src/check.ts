import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CannotCheckError, ReleaseCheckError } from "./errors.ts";
import { consumerEnvironment, workspaceEnvironment } from "./process/environment.ts";
import { type Registry, startRegistry } from "./registry/start-registry.ts";
import { thirdPartyRegistry } from "./registry/third-party.ts";
import type { Report } from "./report.ts";
import { SCOPE } from "./steps/context.ts";
import { createRecorder } from "./steps/recorder.ts";
import { CHANGED, releaseAgain } from "./steps/release-again.ts";
import { checkContents, checkSizes, packTarballs, publishTarballs } from "./steps/tarballs.ts";
import { installAll, useAll } from "./steps/use.ts";
import type { Packed } from "./tarballs/pack.ts";
import { publishablePackages } from "./workspace/packages.ts";

export interface CheckOptions {
  /** The workspace. */
  readonly root: string;
  /** Where the sizes of the tarballs are recorded. */
  readonly sizesFile: string;
  /** Record the sizes that are found instead of comparing them. */
  readonly updateSizes: boolean;
  /** Ends everything, cleanly. */
  readonly signal: AbortSignal;
  /** Told about each step as it ends. */
  readonly progress: (line: string) => void;
}

/** The whole release, on this machine: see the README. A failure is in the report; it throws when it cannot check. */
export async function checkRelease({ root, sizesFile, updateSizes, signal, progress }: CheckOptions): Promise<Report> {
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "release-check-"));
  const stranger = { env: { ...consumerEnvironment(root), TMPDIR: folder }, signal };
  const { step, steps } = createRecorder(progress, signal);
  let registry: Registry | undefined;
  let packed: readonly Packed[] = [];
  let problem: string | undefined;
  try {
    await step("third-party registry", async () => {
      const { url, problem: unusable } = await thirdPartyRegistry(anyDependency(root), { ...stranger, cwd: folder });
      if (unusable !== undefined) throw new CannotCheckError(unusable);
      return [undefined, url];
    });
    const ours = await step("registry", async () => {
      registry = await startRegistry(join(folder, "registry"), signal);
      return [registry, `verdaccio at ${registry.url}`];
    });
    const inside = { env: { ...workspaceEnvironment(root, ours), TMPDIR: folder }, signal };
    const copy = join(folder, "workspace");
    const context = { root, folder, copy, registry: ours, stranger, inside, signal, progress, step };
    packed = await packTarballs(context);
    await checkContents(context, packed);
    await checkSizes(context, packed, { file: sizesFile, update: updateSizes });
    await publishTarballs(context, packed);
    await useAll(context, packed, await installAll(context, packed));
    await releaseAgain(context, packed);
  } catch (error) {
    if (!(error instanceof ReleaseCheckError)) throw error;
    problem = error.message;
  } finally {
    await registry?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  return {
    schemaVersion: 1,
    ok: problem === undefined,
    seconds: Math.round(performance.now() - began) / 1000,
    packages: packed.map(({ name, version, bytes }) => ({ name, version, bytes })),
    steps,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** A package of somebody else that ours need: the registry must have it. */
function anyDependency(root: string): string {
  const changed = publishablePackages(root).find(({ manifest }) => manifest.name === CHANGED);
  return Object.keys(changed?.manifest.dependencies ?? {}).find((name) => !name.startsWith(SCOPE)) ?? "npm";
}
