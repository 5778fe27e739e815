/** @module-tag slow */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chooseSandbox, createSandbox } from "./choose-sandbox.ts";
import type { Sandbox, SandboxSpec } from "./sandbox.ts";

const { kind, reason } = await chooseSandbox("auto");
const root = process.getuid?.() === 0;
const where = kind === "namespaces" ? "" : `, skipped: ${reason}`;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "root-test-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

let made = 0;
function machine(more: Partial<SandboxSpec> = {}): Sandbox & AsyncDisposable & { readonly folder: string } {
  made += 1;
  const folder = join(scratch, `i-${made}`);
  const spec = { instanceId: `i-${made}`, hostname: "h", folder, files: {}, exposes: [], ...more };
  const sandbox = createSandbox("namespaces", spec);
  return Object.assign(sandbox, { folder, [Symbol.asyncDispose]: () => sandbox.kill() });
}

async function said(sandbox: Sandbox, script: string): Promise<string> {
  const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", HOME: "/root" };
  const child = sandbox.spawn(["sh", "-c", script], { cwd: "/", env });
  const [out, complaints] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return out + complaints;
}

/** Names, sizes, times and owners of everything below. */
function fingerprint(...folders: readonly string[]): string {
  const hash = createHash("sha256");
  const look = (path: string): void => {
    const { mode, size, uid, gid, mtimeMs, rdev } = lstatSync(path);
    hash.update(`${path}\0${[mode, size, uid, gid, mtimeMs, rdev].join()}\n`);
    if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) look(`${path}/${name}`);
  };
  for (const folder of folders) look(folder);
  return hash.digest("hex");
}

/** What somebody who wants to leave traces on this machine would try. */
const HOSTILE: readonly string[] = [
  "rm -rf /usr/local /etc/profile.d /opt /home /srv /var /root 2>/dev/null",
  "mv /etc/passwd /etc/gone; echo x >/etc/passwd; chmod 777 /etc /etc/hosts; chown 1000 /usr/local",
  "mknod /etc/disk b 254 0; mount --bind /etc /usr/local; mount -o remount,rw /; umount -l /usr",
  "for each in /dev/sda /dev/vda /dev/nvme0n1; do echo x >$each; done",
  "echo 1 >/proc/sys/kernel/panic; echo x >/proc/sys/kernel/hostname; echo c >/proc/sysrq-trigger; echo x >/sys/power/state",
  "for pid in $(seq 2 400); do kill -9 -- $pid -$pid; done",
  "rm -rf /var/log; ln -s /etc /var/log; rm -rf /home; ln -s /usr/local /home; ln -s /etc/passwd /deleted.txt",
  "sed -i s/root/toor/ /etc/group /etc/passwd; ln -sf /nowhere /etc/localtime; hostname taken; ldconfig",
  "unshare -rm sh -c 'mount -t tmpfs none /usr/local; rm -rf /etc'; chroot /proc/1/root rm -rf /usr/local",
];

describe.skipIf(kind !== "namespaces")(`the root of a machine in namespaces${where}`, () => {
  test("has an image's files anywhere, of whom they are said to be", async () => {
    const files = {
      "/etc/app/app.conf": { content: "a=1\n", mode: 0o640, owner: "ec2-user" },
      "/usr/local/bin/tool": { content: "#!/bin/sh\necho tool\n", mode: 0o755 },
      "/bin/other-tool": { content: "#!/bin/sh\necho other\n", mode: 0o755 },
      "/data/in/x": { content: "x\n", owner: "1000:0" },
    };
    await using sandbox = machine({ files });
    await sandbox.boot(() => {});
    const owners = root ? "ec2-user ec2-user\nec2-user root\n" : "root root\nroot root\n";
    expect(
      await said(sandbox, "tool; other-tool; ls -d /usr/bin/env; stat -c '%U %G' /etc/app/app.conf /data/in/x"),
    ).toBe(`tool\nother\n/usr/bin/env\n${owners}`);
  });

  test("refuses a file that would belong to nobody", async () => {
    if (!root) return;
    await using sandbox = machine({ files: { "/opt/x": { content: "", owner: "nobody-here" } } });
    await expect(sandbox.boot(() => {})).rejects.toThrow("/opt/x cannot belong to nobody-here");
  });

  test("takes what scripts do to a machine, and it can be read afterwards", async () => {
    await using sandbox = machine();
    await sandbox.boot(() => {});
    const script = `useradd -m deploy && groupadd workers && id -un deploy
      install -d -m 750 /usr/local/app /srv/app && mkdir /data && echo 1 >/data/one
      echo 'export X=1' | tee /etc/profile.d/x.sh >/dev/null && sed -i 's/^# *//' /etc/profile.d/x.sh
      ln -s /data /etc/data && rm /usr/bin/yes && python3 -c 'print(1)' >/dev/null && bash -lc 'echo $X'; ls /home`;
    expect(await said(sandbox, script)).toBe("deploy\n1\ndeploy\nec2-user\n");
    await sandbox.kill();
    const read = (path: string): Promise<string> => readFile(join(sandbox.folder, path), "utf8");
    expect(await read("data/one")).toBe("1\n");
    expect(await read("etc/passwd")).toContain("deploy:x:1001:");
    expect(await read("deleted.txt")).toBe("/usr/bin/yes\n");
    expect(
      readdirSync(sandbox.folder).filter((name) => ["proc", "sys", "dev", "bin", ".local-cloud"].includes(name)),
    ).toEqual([]);
  });

  test("leads a link that the instance made where it leads there", async () => {
    await using sandbox = machine();
    await sandbox.boot(() => {});
    await said(sandbox, "mkdir -p /data/log; rm -rf /var/log; ln -s /data/log /var/log; ln -s ../../../../etc /srv/up");
    expect(sandbox.files.where("/var/log/app/x")).toBe(join(sandbox.folder, "data/log/app/x"));
    expect(sandbox.files.where("/srv/up/passwd")).toBe(join(sandbox.folder, "etc/passwd"));
  });

  test("keeps everything to itself, whatever a script tries", async () => {
    const watched = ["/etc", "/usr/local", "/opt", "/srv", "/dev"].filter((path) => lstatSync(path).isDirectory());
    // Others of this machine may be opened meanwhile: of /dev only the names.
    const look = (): string => fingerprint(...watched.filter((path) => path !== "/dev")) + readdirSync("/dev").join();
    const before = look();
    for (const script of HOSTILE) {
      await using sandbox = machine();
      await sandbox.boot(() => {});
      await said(sandbox, script);
      await sandbox.kill();
      expect(look(), script).toBe(before);
    }
  });
});

test.skipIf(kind !== "namespaces")(`a file of an image takes the place of a stand-in${where}`, async () => {
  const content = "#!/bin/sh\necho its own\n";
  await using sandbox = machine({ files: { "/usr/bin/sudo": { content, mode: 0o755 } } });
  await sandbox.boot(() => {});
  expect(await said(sandbox, "/usr/bin/sudo id")).toBe("its own\n");
});
