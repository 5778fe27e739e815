/** @module-tag slow */
import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chooseSandbox } from "./choose-sandbox.ts";

const { kind, reason } = await chooseSandbox("auto");
const root = process.getuid?.() === 0;
const obstacle = kind === "plain" ? reason : root ? undefined : "not root, who can be somebody else";
const where = obstacle === undefined ? "" : `, skipped: ${obstacle}`;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "other-machines-"));
  await chmod(scratch, 0o777);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const run = promisify(execFile);

/** What a script says on a machine that a process of its own starts; then what is in its folder, after it rebooted once. */
async function said(folder: string, script: string, entry: readonly [string, ...string[]]): Promise<string> {
  const code = `
    import { text } from "node:stream/consumers";
    import { existsSync, readdirSync } from "node:fs";
    import { createSandbox } from ${JSON.stringify(new URL("choose-sandbox.ts", import.meta.url).href)};
    const folder = ${JSON.stringify(folder)};
    const sandbox = createSandbox("namespaces", { instanceId: "i-1", hostname: "h", folder, files: {}, exposes: [] });
    const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", HOME: "/root" };
    for (const script of [${JSON.stringify(script)}, "id -un deploy; cat /etc/profile.d/x.sh /data/one; ls /usr/bin/yes"]) {
      await sandbox.boot(() => {});
      const child = sandbox.spawn(["sh", "-c", script + " 2>&1"], { cwd: "/", env });
      process.stdout.write(await text(child.stdout));
      await sandbox.kill();
    }
    console.log(readdirSync(folder).filter((name) => name.startsWith(".") || name === "deleted.txt").join());
  `;
  const [program, ...words] = [...entry, process.execPath, "--input-type=module", "-e", code];
  const { stdout } = await run(program, words, { cwd: "/", env: { PATH: process.env["PATH"], HOME: scratch } });
  return stdout;
}

const CHANGES = `useradd -m deploy && groupadd workers; echo x=1 >/etc/profile.d/x.sh; mkdir /data; echo 1 >/data/one
  rm /usr/bin/yes; touch /usr/local/bin/tool; id -u; (echo 1 >/proc/sys/vm/overcommit_ratio) 2>/dev/null || echo refused
  rm -rf /usr/local/share; python3 -m venv --without-pip /opt/v && /opt/v/bin/python -c 'print("venv")'`;
const AFTERWARDS_IN_MEMORY = "0\nrefused\nvenv\ndeploy\nx=1\n1\n/usr/bin/yes\n\n";
const AFTERWARDS =
  "0\nrefused\nvenv\ndeploy\nx=1\n1\nls: cannot access '/usr/bin/yes': No such file or directory\ndeleted.txt\n";

describe.skipIf(obstacle !== undefined)(`a machine in namespaces${where}`, () => {
  test("keeps what it changed when somebody who is not root runs it, who can delete all of it", async (context) => {
    const somebody: [string, ...string[]] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const reads = await run("setpriv", [...somebody.slice(1), "test", "-r", new URL(import.meta.url).pathname]).catch(
      () => undefined,
    );
    if (reads === undefined) return context.skip("nobody but root can read this checkout");
    const folder = join(scratch, "unprivileged");
    expect(await said(folder, CHANGES, somebody)).toBe(AFTERWARDS);
    await run("setpriv", [...somebody.slice(1), "rm", "-r", folder]);
    expect(() => accessSync(folder, constants.F_OK)).toThrow("ENOENT");
  });

  test("keeps what it changed, but for what it deleted, where its folder's file system carries no layers", async () => {
    const disk = join(scratch, "disk");
    for (const each of ["lower", "upper", "work"]) await mkdir(join(disk, each), { recursive: true });
    // As in a container whose root is an overlay itself.
    const mount = `mount -t overlay -o lowerdir=${disk}/lower,upperdir=${disk}/upper,workdir=${disk}/work none ${disk}; exec "$@"`;
    const container: [string, ...string[]] = [
      "unshare",
      "--mount",
      "--propagation",
      "private",
      "sh",
      "-c",
      mount,
      "sh",
    ];
    expect(await said(join(disk, "i"), CHANGES, container)).toBe(AFTERWARDS_IN_MEMORY);
  });
});
