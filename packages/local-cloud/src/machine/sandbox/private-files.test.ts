/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chooseSandbox } from "./choose-sandbox.ts";
import { hidePrivate } from "./private-files.ts";

const { kind } = await chooseSandbox("auto");
const able = process.getuid?.() === 0 && kind === "namespaces";
const where = able ? "" : ", skipped: it takes root and namespaces";

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "private-files-test-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function write(path: string, mode: number): void {
  mkdirSync(join(scratch, path, ".."), { recursive: true });
  writeFileSync(join(scratch, path), "secret");
  chmodSync(join(scratch, path), mode);
}

describe.skipIf(!able)(`what is private on this machine${where}`, () => {
  test("is hidden: what others may not read, and all in folders that others may not enter", async () => {
    write("etc/open", 0o644);
    write("etc/ssh/host key", 0o600);
    write("etc/deep/er/key", 0o640);
    write("etc/closed/in/readable", 0o644);
    chmodSync(join(scratch, "etc/closed"), 0o710);
    mkdirSync(join(scratch, "usr"));
    const layer = await hidePrivate(scratch);
    const found = readdirSync(layer, { recursive: true, encoding: "utf8" });
    const hidden = found.filter((path) => lstatSync(join(layer, path)).isCharacterDevice());
    expect(hidden.toSorted()).toEqual(["etc/closed/in/readable", "etc/deep/er/key", "etc/ssh/host key"]);
    expect(lstatSync(join(layer, "etc/closed")).mode & 0o777).toBe(0o710);
  });

  const reads = "typescript" in process.features && process.features.typescript !== false;
  test.skipIf(!reads)(
    `is not there for the root of an instance, whose folders are there to write to${reads ? "" : ", skipped: this Node reads no TypeScript"}`,
    () => {
      // A machine that has a key for the time of a program.
      const layers = join(scratch, "layers");
      for (const each of ["up", "work"]) mkdirSync(join(layers, each), { recursive: true });
      const program = `set -e
      mount -t tmpfs none ${layers} && mkdir ${layers}/up ${layers}/work
      mount -t overlay -o lowerdir=/etc,upperdir=${layers}/up,workdir=${layers}/work none /etc
      mkdir -p /etc/made-up.d && echo secret >/etc/made-up.d/key && chmod 600 /etc/made-up.d/key && chmod 750 /etc/made-up.d
      exec "$0" --no-warnings --input-type=module -e "$1" "$2"`;
      const argv = ["--mount", "--propagation", "private", "sh", "-c", program, process.execPath];
      const choose = JSON.stringify(join(import.meta.dirname, "choose-sandbox.ts"));
      const said = execFileSync("unshare", [...argv, boot(choose, JSON.stringify(join(scratch, "i-1"))), SCRIPT]);
      expect(said.toString()).toBe("key: No such file\nadded 600\nnothing private\n");
    },
  );
});

/** A process of its own, which sees the key: runs a script on a machine and hands on what it says. */
const boot = (choose: string, folder: string): string => `
  import { createSandbox } from ${choose};
  const spec = { instanceId: "i-1", hostname: "h", region: "us-east-1", folder: ${folder}, files: {}, exposes: [] };
  const sandbox = createSandbox("namespaces", spec);
  await sandbox.boot(() => {});
  const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", HOME: "/root" };
  const child = sandbox.spawn(["sh", "-c", process.argv[1]], { cwd: "/", env });
  child.stdout.pipe(process.stdout);
  child.stderr.pipe(process.stderr);
  await new Promise((resolve) => child.once("close", resolve));
  await sandbox.kill();`;

const SCRIPT = `cat /etc/made-up.d/key 2>&1 | sed 's/.*made-up.d.//;s/ or .*//'
cd /etc/made-up.d && echo mine >key && chmod 600 key && echo "added $(stat -c %a key)"
find /etc /usr/local/etc ! -type d ! -type l ! -perm -004 ! -path '*/made-up.d/*' 2>/dev/null |
  grep -vE '/(g?shadow|passwd|group|subuid|subgid|sudoers|.pwd.lock)-?$' || echo 'nothing private'`;
