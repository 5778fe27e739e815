import { once } from "node:events";
import { closeSync } from "node:fs";
import { rm } from "node:fs/promises";

import type { Image } from "../../cloud/image.ts";
import { LocalCloudError } from "../../errors.ts";
import { checkOut } from "../checkouts/check-out.ts";
import { type OwnFiles, ownFiles } from "../own-files/own-files.ts";
import { HIDDEN } from "../sandbox/boot-script.ts";
import type { Sandbox, SandboxSpec } from "../sandbox/sandbox.ts";
import { dependsOn } from "./depends-on.ts";
import { beginLayer, keepLayer, sweepLayers, takeLayer } from "./layer-store.ts";

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
  await sweepLayers();
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
  const { files } = sandbox;
  const outer = ownFiles(spec.folder);
  try {
    await sandbox.boot(() => {});
    if (files.stat(`${HIDDEN}/work/usr/work`) === undefined) {
      throw new LocalCloudError("LOCAL_CLOUD_PREPARE", `${making} cannot hold what an image's prepare changes`, {
        hint: "its file system carries no overlays: set XDG_CACHE_HOME to a folder on a volume or in memory",
      });
    }
    files.write(SCRIPT, image.prepare?.content ?? "", { mode: 0o700 });
    await checkOut(sandbox, image.checkouts ?? {}, environment());
    await runScript(sandbox, outer, environment());
  } finally {
    await sandbox.kill();
  }
  for (const path of NOT_KEPT) files.remove(path);
}

const SCRIPT = "/run/prepare";
const CONSOLE = "/var/log/cloud-init-output.log";

async function runScript(
  sandbox: Sandbox,
  outer: OwnFiles,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const log = outer.openToWrite(CONSOLE, "append");
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    HOME: "/root",
    LANG: "en_US.UTF-8",
    ...environment,
  };
  try {
    const child = sandbox.spawn(["sh", "-c", RUN, SCRIPT], { cwd: "/root", env, output: [log, log] });
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (code === 0) return;
    const said = (outer.read(CONSOLE) ?? "").trimEnd().split("\n").slice(-3).join("\n");
    const message = `The image's prepare ended with ${signal ?? code}: ${said === "" ? "without a word" : said}`;
    throw new LocalCloudError("LOCAL_CLOUD_PREPARE", message, {
      hint: `all that it wrote is in ${outer.where(CONSOLE)}, and in the instance's console output`,
    });
  } finally {
    closeSync(log);
  }
}

/** A text without a shebang is for sh. */
const RUN = 'case $(head -c 2 "$0") in "#!") exec "$0" ;; *) exec sh "$0" ;; esac';
