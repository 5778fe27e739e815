import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Image } from "../../cloud/image.ts";
import { LocalCloudError } from "../../errors.ts";
import { checkOut } from "../checkouts/check-out.ts";
import { HIDDEN } from "../sandbox/boot-script.ts";
import type { Sandbox, SandboxSpec } from "../sandbox/sandbox.ts";
import { dependsOn } from "./depends-on.ts";
import { beginLayer, keepLayer, takeLayer } from "./layer-store.ts";

export interface Preparation {
  readonly image: Image;
  /** The instance that is about to boot: on its line and under its name the image is prepared. */
  readonly spec: SandboxSpec;
  readonly createSandbox: (spec: SandboxSpec) => Sandbox;
  readonly environment: () => Readonly<Record<string, string>>;
}

/** What is written for each instance, or lives in its memory only, is in no layer. */
const NOT_KEPT = [
  "run",
  "tmp",
  "var/tmp",
  "var/log",
  "var/lib/cloud",
  "var/lib/amazon",
  "deleted.txt",
  "etc/hostname",
  "etc/hosts",
  "etc/resolv.conf",
  "etc/.pwd.lock",
];

/** One after the other: the next image may be the same. */
let before: Promise<unknown> = Promise.resolve();

/** The layer that holds what the image's `prepare` left behind; the script runs where there is none yet. */
export async function preparedLayer(preparation: Preparation): Promise<string> {
  const turn = before.then(() => findOrMake(preparation));
  before = turn.catch(() => {});
  return await turn;
}

async function findOrMake(preparation: Preparation): Promise<string> {
  const hash = await dependsOn(preparation.image);
  const kept = await takeLayer(hash);
  if (kept !== undefined) return kept;
  const making = await beginLayer();
  try {
    await make(making, preparation);
    await keepLayer(making, hash);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
  const made = await takeLayer(hash);
  if (made === undefined) throw new Error("the layer was cleared before it could be used");
  return made;
}

async function make(making: string, { image, spec, createSandbox, environment }: Preparation): Promise<void> {
  const { base: _, ...bare } = spec;
  const sandbox = createSandbox({ ...bare, folder: making });
  const console = join(spec.folder, "var/log/cloud-init-output.log");
  await mkdir(dirname(console), { recursive: true });
  try {
    await sandbox.boot(() => {});
    if (!existsSync(join(making, HIDDEN, "work/usr/work"))) {
      throw new LocalCloudError("LOCAL_CLOUD_PREPARE", `${making} cannot hold what an image's prepare changes`, {
        hint: "its file system carries no overlays: set XDG_CACHE_HOME to a folder on a volume or in memory",
      });
    }
    await writeFile(join(making, SCRIPT), image.prepare?.content ?? "");
    await chmod(join(making, SCRIPT), 0o700);
    await checkOut(sandbox, image.checkouts ?? {}, environment());
    await runScript(sandbox, console, environment());
  } finally {
    await sandbox.kill();
  }
  for (const path of NOT_KEPT) await rm(join(making, path), { recursive: true, force: true });
}

const SCRIPT = "/run/prepare";

async function runScript(
  sandbox: Sandbox,
  console: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const log = await open(console, "a");
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    HOME: "/root",
    LANG: "en_US.UTF-8",
    ...environment,
  };
  try {
    const child = sandbox.spawn(["sh", "-c", RUN, SCRIPT], { cwd: "/root", env, output: [log.fd, log.fd] });
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (code === 0) return;
    const said = (await readFile(console, "utf8")).trimEnd().split("\n").slice(-3).join("\n");
    const message = `The image's prepare ended with ${signal ?? code}: ${said === "" ? "without a word" : said}`;
    throw new LocalCloudError("LOCAL_CLOUD_PREPARE", message, {
      hint: `all that it wrote is in ${console}, and in the instance's console output`,
    });
  } finally {
    await log.close();
  }
}

/** A text without a shebang is for sh. */
const RUN = 'case $(head -c 2 "$0") in "#!") exec "$0" ;; *) exec sh "$0" ;; esac';
