import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { commandsOf, tryCommands } from "./consumer/commands.ts";
import { createConsumer, type Consumer } from "./consumer/consumer.ts";
import { doJobs } from "./consumer/jobs.ts";
import { startCloud } from "./consumer/local-cloud.ts";
import { standaloneCommands, standaloneTool } from "./consumer/standalone.ts";
import { checkTypes } from "./consumer/types.ts";
import { CannotCheckError, ReleaseCheckError } from "./errors.ts";
import { consumerEnvironment, workspaceEnvironment } from "./process/environment.ts";
import { startRegistry, type Registry } from "./registry/start-registry.ts";
import { thirdPartyRegistry } from "./registry/third-party.ts";
import type { Report, StepReport } from "./report.ts";
import { release, type Round } from "./rounds/next-release.ts";
import { holdsPins, type Pins } from "./rounds/pinned-consumer.ts";
import { contentProblems } from "./tarballs/contents.ts";
import { filesBelow, packUnpublished, publishPacked, type Packed } from "./tarballs/pack.ts";
import { readSizes, sizeProblems, writeSizes } from "./tarballs/sizes.ts";
import { buildPackages } from "./workspace/build.ts";
import { copyWorkspace } from "./workspace/copy.ts";
import { dependentsOf, publishablePackages, readManifest } from "./workspace/packages.ts";

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

const SCOPE = "@alpha-engine";
/** The package that is released again: the one that most others use. */
const CHANGED = `${SCOPE}/asl`;
const PINNED = `${SCOPE}/state-machine`;

/** The whole release, on this machine: see the README. A failure is in the report; it throws when it cannot check. */
export async function checkRelease({ root, sizesFile, updateSizes, signal, progress }: CheckOptions): Promise<Report> {
  const began = performance.now();
  const steps: StepReport[] = [];
  const folder = await mkdtemp(join(tmpdir(), "release-check-"));
  const stranger = { env: { ...consumerEnvironment(root), TMPDIR: folder }, signal };
  const copy = join(folder, "workspace");
  let registry: Registry | undefined;
  let packed: readonly Packed[] = [];

  /** A failed step ends the check: what comes after it stands on it. */
  const step = async <T>(name: string, work: () => Promise<readonly [T, string]>): Promise<T> => {
    const from = performance.now();
    const seconds = (): number => Math.round(performance.now() - from) / 1000;
    try {
      const [result, detail] = await work();
      steps.push({ name, ok: true, seconds: seconds(), detail });
      progress(`${name}: ${detail} (${seconds().toFixed(1)} s)`);
      return result;
    } catch (error) {
      if (signal.aborted) throw signal.reason as Error;
      if (error instanceof CannotCheckError) throw error;
      steps.push({ name, ok: false, seconds: seconds(), detail: (error as Error).message });
      throw new ReleaseCheckError(`${name}: ${(error as Error).message}`, { cause: error });
    }
  };
  const report = (problem?: string): Report => ({
    schemaVersion: 1,
    ok: problem === undefined,
    seconds: Math.round(performance.now() - began) / 1000,
    packages: packed.map(({ name, version, bytes }) => ({ name, version, bytes })),
    steps,
    ...(problem === undefined ? {} : { problem }),
  });

  try {
    const probe = publishablePackages(root).find(({ manifest }) => manifest.name === CHANGED);
    await step("third-party registry", async () => {
      const needed = Object.keys(probe?.manifest.dependencies ?? {}).find((name) => !name.startsWith(SCOPE)) ?? "npm";
      const { url, problem } = await thirdPartyRegistry(needed, { ...stranger, cwd: folder });
      if (problem !== undefined) throw new CannotCheckError(problem);
      return [undefined, url];
    });

    const ours = await step("registry", async () => {
      registry = await startRegistry(join(folder, "registry"), signal);
      return [registry, `verdaccio at ${registry.url}`];
    });
    const inside = { env: { ...workspaceEnvironment(root, ours), TMPDIR: folder }, signal };

    packed = await step("pack", async () => {
      await copyWorkspace(root, copy, inside);
      await buildPackages(root, copy, inside);
      const found = await packUnpublished(copy, join(folder, "first"), inside);
      return [found, `${found.length} packages, as changeset pack makes them`];
    });

    await step("contents", async () => {
      const members = publishablePackages(copy);
      const sourceOf = (name: string): string => members.find(({ manifest }) => manifest.name === name)?.folder ?? copy;
      const problems = await Promise.all(
        packed.map(async ({ name, folder: unpacked }) =>
          (await contentProblems(unpacked, sourceOf(name), SCOPE, [root, folder])).map(
            (problem) => `${name}: ${problem}`,
          ),
        ),
      );
      refuse(problems.flat());
      const counts = await Promise.all(packed.map(async (one) => (await filesBelow(one.folder)).length));
      return [
        undefined,
        `${counts.reduce((sum, count) => sum + count, 0)} files, each reached from an export or a command`,
      ];
    });

    await step("sizes", async () => {
      if (updateSizes) {
        writeSizes(sizesFile, packed);
        return [undefined, `recorded in ${sizesFile}`];
      }
      refuse(sizeProblems(packed, readSizes(sizesFile)));
      return [undefined, "within a tenth or 5 KiB of what is recorded"];
    });

    await step("publish", async () => {
      await publishPacked(join(folder, "first"), inside);
      return [undefined, `${packed.length} tarballs, by npm, those that others use first`];
    });

    const versions = Object.fromEntries(packed.map(({ name, version }) => [name, version]));
    const consumer = await step("install", async () => {
      const made = await createConsumer(join(folder, "consumer"), { scope: SCOPE, url: ours.url }, stranger);
      await made.pin({ ...versions, "@types/node": typesOf(root) });
      await made.install();
      await exactly(made, versions);
      return [made, "plain npm, exact versions, outside the workspace"];
    });

    const commands = commandsOf(packed);
    await step("commands", async () => {
      await tryCommands(consumer, commands);
      return [
        undefined,
        `${commands.map(({ name }) => name).join(", ")}: --version, --help, an unknown option refused`,
      ];
    });

    await step("jobs", async () => {
      const cloud = await startCloud(consumer, stranger.env, signal);
      const env = cloud.environment;
      try {
        await doJobs(commands, {
          folder: consumer.folder,
          cloud,
          tool: (name, args, expect = 0, input = "") => consumer.run(name, args, { env, expect: [expect], input }),
        });
        const alone = standaloneCommands(consumer, commands);
        const tool = await standaloneTool(consumer, alone, join(folder, "alone"), { env, signal });
        await doJobs(alone, { folder: join(folder, "alone"), cloud, tool });
        return [
          undefined,
          `one of each against local-cloud; as a single file too: ${alone.map(({ name }) => name).join(", ")}`,
        ];
      } finally {
        await cloud.stop();
      }
    });

    await step("types", async () => {
      const count = await checkTypes(consumer, packed, { ...inside, cwd: consumer.folder });
      return [undefined, `${count} exported values imported by name, under nodenext and bundler`];
    });

    await step("rounds", async () => {
      const pins: Pins = pick(versions, [CHANGED, PINNED]);
      const pinned = await createConsumer(join(folder, "pinned"), { scope: SCOPE, url: ours.url }, stranger);
      await pinned.pin(pins);
      await holdsPins(pinned, pins, CHANGED, []);
      const lines: string[] = [];
      let current = pins;
      let seen: readonly Round["kind"][] = [];
      for (const kind of ["patch", "breaking", "snapshot"] as const) {
        const released = await release(root, copy, { kind, changed: CHANGED }, join(folder, kind), inside);
        await holdsPins(pinned, current, CHANGED, seen);
        current = pick(released.versions, [CHANGED, PINNED]);
        seen = [...seen, kind];
        await pinned.pin(current);
        await holdsPins(pinned, current, CHANGED, seen);
        const dependents = dependentsOf(CHANGED, publishablePackages(copy)).length;
        progress(
          `  ${kind}: ${CHANGED}@${current[CHANGED] ?? ""} and ${dependents} dependents; the pinned consumer changed when it bumped`,
        );
        lines.push(kind);
      }
      return [undefined, `${lines.join(", ")}: who pins keeps what they have until they bump; dependents come along`];
    });
    return report();
  } catch (error) {
    if (error instanceof ReleaseCheckError) return report(error.message);
    throw error;
  } finally {
    await registry?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ReleaseCheckError(`\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
}

function pick(versions: Readonly<Record<string, string>>, names: readonly string[]): Pins {
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? "not released"]));
}

/** The one version of Node's types that the workspace uses. */
function typesOf(root: string): string {
  return readManifest(join(root, "node_modules", "@types", "node")).version;
}

async function exactly(consumer: Consumer, versions: Pins): Promise<void> {
  for (const [name, version] of Object.entries(versions)) {
    const installed = await consumer.installed(name);
    if (installed !== version) throw new ReleaseCheckError(`${name}: asked for ${version}, got ${installed}`);
  }
}
