import { closeSync } from "node:fs";

import type { Clock } from "@alpha-engine/asl";

import type { Sandbox } from "./sandbox/sandbox.ts";

const SCRIPT = "/var/lib/cloud/instance/scripts/part-001";
const PER_BOOT = "/var/lib/cloud/scripts/per-boot";
const LOG = "/var/log/cloud-init-output.log";

export interface UserDataRun {
  readonly sandbox: Sandbox;
  readonly userData: string | undefined;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * cloud-init as far as scripts go: user data that begins with #! once, at the first boot, and what lies in
 * `scripts/per-boot` at every boot, as root, beside the agent; how they end is only in the log. Source: cloud-init's
 * cc_scripts_user and cc_scripts_per_boot (22.2 of Amazon Linux 2023, 2022).
 */
export async function runUserData(run: UserDataRun): Promise<void> {
  const { sandbox, userData } = run;
  const { files } = sandbox;
  if (userData !== undefined && !files.has("/var/lib/cloud/instance")) {
    files.write(SCRIPT, sandbox.adapt(userData), { mode: 0o700 });
    if (userData.startsWith("#!")) await runProgram(SCRIPT, run);
    // What it has put there it has run itself, if it was to run by now.
    return;
  }
  for (const name of files.names(PER_BOOT).toSorted((one, other) => one.localeCompare(other))) {
    await runProgram(`${PER_BOOT}/${name}`, run);
  }
}

async function runProgram(path: string, { sandbox, clock, environment }: UserDataRun): Promise<void> {
  const release = clock.hold();
  const log = sandbox.files.openToWrite(LOG, "append");
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    HOME: sandbox.insidePath("/root"),
    LANG: "en_US.UTF-8",
    ...environment,
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
