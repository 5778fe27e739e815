import { delimiter, join } from "node:path";

import { commandsOf, tryCommands } from "../consumer/commands.ts";
import { type Consumer, createConsumer } from "../consumer/consumer.ts";
import { doJobs, jobsOf } from "../consumer/jobs.ts";
import { standaloneCommands, writeStandalone } from "../consumer/standalone.ts";
import { tryTests } from "../consumer/tests.ts";
import { checkTypes } from "../consumer/types.ts";
import { ReleaseCheckError } from "../errors.ts";
import type { Packed } from "../tarballs/pack.ts";
import { readManifest } from "../workspace/packages.ts";
import { type CheckContext, SCOPE } from "./context.ts";

/** Installs everything in a project outside of the workspace. */
export async function installAll(
  { root, folder, registry, stranger, step }: CheckContext,
  packed: readonly Packed[],
): Promise<Consumer> {
  return step("install", async () => {
    const made = await createConsumer(join(folder, "consumer"), { scope: SCOPE, url: registry.url }, stranger);
    const versions = Object.fromEntries(packed.map(({ name, version }) => [name, version]));
    await made.pin({ ...versions, "@types/node": typesOf(root), vitest: vitestOf(root) });
    await made.install();
    for (const [name, version] of Object.entries(versions)) {
      const installed = await made.installed(name);
      if (installed !== version) throw new ReleaseCheckError(`${name}: asked for ${version}, got ${installed}`);
    }
    return [made, "plain npm, exact versions, outside the workspace"];
  });
}

/** Uses what was installed: every command, one real job of each, every exported value. */
export async function useAll(context: CheckContext, packed: readonly Packed[], consumer: Consumer): Promise<void> {
  const { copy, folder, stranger, inside, step } = context;
  const commands = commandsOf(packed);
  await step("commands", async () => {
    await tryCommands(consumer, commands);
    const names = commands.map(({ name }) => name).join(", ");
    return [undefined, `${names}: --version, --help, an unknown option refused`];
  });
  await step("jobs", async () => {
    const jobs = await jobsOf(copy, commands);
    await doJobs(jobs, { folder: consumer.folder, bin: consumer.bin, env: stranger.env });
    const alone = standaloneCommands(consumer, commands);
    const bin = await writeStandalone(consumer, alone, join(folder, "alone"));
    const again = jobs.filter(({ command }) => alone.some(({ name }) => name === command));
    await doJobs(again, { folder: consumer.folder, bin: [bin, consumer.bin].join(delimiter), env: stranger.env });
    const files = alone.map(({ name }) => name).join(", ");
    return [undefined, `${jobs.length} examples of the READMEs; as a single file too: ${files}`];
  });
  await step("types", async () => {
    const count = await checkTypes(consumer, packed, { ...inside, cwd: consumer.folder });
    return [undefined, `${count} exported values imported by name, under nodenext and bundler`];
  });
  await step("tests", async () => {
    const count = await tryTests(consumer, { ...inside, cwd: consumer.folder });
    return [undefined, `${count} of a stranger, with alpha-engine/vitest: what fails says why`];
  });
}

/** What the consumer tests with: the version that the workspace has. */
function vitestOf(root: string): string {
  return readManifest(join(root, "tooling", "release", "node_modules", "vitest")).version;
}

/** The one version of Node's types that the workspace uses. */
function typesOf(root: string): string {
  return readManifest(join(root, "node_modules", "@types", "node")).version;
}
