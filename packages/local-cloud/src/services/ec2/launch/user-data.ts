import { closeSync, existsSync, openSync } from "node:fs";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import { ServiceError } from "../../../wire/service-error.ts";
import type { Instance } from "../instances/instance.ts";

/** Before it is encoded (ec2-ug instancedata-add-user-data, 2023-06). */
const MOST_BYTES = 16_384;
const SCRIPT = "/var/lib/cloud/instance/scripts/part-001";
const PER_BOOT = "/var/lib/cloud/scripts/per-boot";
const LOG = "/var/log/cloud-init-output.log";

export interface UserDataContext {
  readonly clock: Clock;
  readonly environment: (instance: Instance) => Readonly<Record<string, string>>;
}

/** What a launch gives its instance to run; it comes in base64. */
export function readUserData(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded === "") return undefined;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(encoded)) {
    throw new ServiceError("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
  }
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length <= MOST_BYTES) return bytes.toString();
  throw new ServiceError("InvalidUserData.Malformed", `User data is limited to ${MOST_BYTES} bytes`);
}

/**
 * cloud-init as far as scripts go: user data that begins with #! once, at the first boot, and what lies in
 * `scripts/per-boot` at every boot, as root, beside the agent; how they end is only in the log. Source: cloud-init's
 * cc_scripts_user and cc_scripts_per_boot (22.2 of Amazon Linux 2023, 2022).
 */
export async function runUserData(instance: Instance, context: UserDataContext): Promise<void> {
  const { sandbox, userData } = instance;
  if (userData !== undefined && !existsSync(sandbox.hostPath("/var/lib/cloud/instance"))) {
    const script = `${instance.folder}${SCRIPT}`;
    await mkdir(dirname(script), { recursive: true });
    await writeFile(script, sandbox.adapt(userData));
    await chmod(script, 0o700);
    if (userData.startsWith("#!")) await run(SCRIPT, instance, context);
  }
  const perBoot = `${instance.folder}${PER_BOOT}`;
  const names = await readdir(perBoot).catch(() => []);
  // What user data has put there it has run itself, if it was to run by now.
  if (userData === undefined || instance.bootedBefore) {
    for (const name of names.toSorted((one, other) => one.localeCompare(other)))
      await run(`${PER_BOOT}/${name}`, instance, context);
  }
  instance.bootedBefore = true;
}

async function run(path: string, instance: Instance, { clock, environment }: UserDataContext): Promise<void> {
  const { sandbox } = instance;
  const release = clock.hold();
  const log = openSync(`${instance.folder}${LOG}`, "a");
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    HOME: sandbox.insidePath("/root"),
    LANG: "en_US.UTF-8",
    ...environment(instance),
  };
  const { promise, resolve } = Promise.withResolvers<void>();
  try {
    const child = sandbox.spawn([sandbox.insidePath(path)], { cwd: "/", env, output: [log, log] });
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  } finally {
    closeSync(log);
  }
  await promise.finally(release);
}
