/** @module-tag slow */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chooseSandbox, createSandbox } from "./choose-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

const { kind, reason } = await chooseSandbox("auto");
const root = process.getuid?.() === 0;
const where = kind === "namespaces" ? "" : `, skipped: ${reason}`;

/** What has to be so for whoever is there, however he came in; a line each, and a word for each fault. */
const PROBE = `#!/bin/sh
id -un
eval echo ~
(set -o pipefail) 2>/dev/null || echo "sh is not bash"
for device in $(ls /dev); do if [ -b "/dev/$device" ]; then echo "disk $device"; fi; done
[ ! -e /dev/mem ] && [ ! -e /dev/kmsg ] && [ ! -e /dev/fuse ] || echo "devices"
dd if=/dev/null of=/dev/vda conv=nocreat 2>/dev/null && echo "wrote a disk"
mknod "/tmp/disk.$$" b 254 0 2>/dev/null && echo "mknod"
date -s "$(date '+%F %T')" >/dev/null 2>&1 && echo "clock"
(echo 1 >/proc/sys/vm/overcommit_ratio) 2>/dev/null && echo "proc/sys"
[ ! -e /proc/sysrq-trigger ] || (true >>/proc/sysrq-trigger) 2>/dev/null && [ -e /proc/sysrq-trigger ] && echo "sysrq"
mount -o remount /home 2>/dev/null && echo "remount"
mount -o remount,bind,rw /proc/sys 2>/dev/null && (echo 1 >/proc/sys/vm/overcommit_ratio) 2>/dev/null && echo "proc/sys again"
umount /proc/sys 2>/dev/null && (echo 1 >/proc/sys/vm/overcommit_ratio) 2>/dev/null && echo "proc/sys below"
unshare --user --map-root-user --mount sh -c 'mount -t proc none /mnt && echo 1 >/mnt/sys/vm/overcommit_ratio' 2>/dev/null && echo "a proc of its own"
for group in /sys/fs/cgroup /sys/fs/cgroup/*; do (mkdir "$group/local-cloud.$$") 2>/dev/null && echo "cgroup"; done
kill -0 "$OUTSIDE" 2>/dev/null && echo "a process outside"
swapon /tmp/no-such 2>&1 | grep -q "swapon failed: Invalid" && echo "swap"
true
`;

describe.skipIf(kind !== "namespaces")(`a machine that was entered in any way${where}`, () => {
  let scratch: string;
  let sandbox: Sandbox;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "entries-"));
    sandbox = createSandbox(kind, {
      instanceId: "i-entries",
      hostname: "ip-10-0-3-8",
      folder: join(scratch, "i"),
      files: { "/opt/probe": { content: PROBE, mode: 0o755 } },
      exposes: [],
    });
    await sandbox.boot(() => {});
  });
  afterAll(async () => {
    await sandbox.kill();
    await rm(scratch, { recursive: true, force: true });
  });

  const said = async (script: string): Promise<string> => {
    const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", OUTSIDE: String(process.pid) };
    const child = sandbox.spawn(["sh", "-c", script], { cwd: "/usr/bin", env });
    const [out, complaints] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    return out + complaints;
  };

  test.each([
    ["/opt/probe", "root"],
    ["bash /opt/probe", "root"],
    ["env -i /opt/probe", "root"],
    ["env -i bash -lc /opt/probe", "root"],
    ["sudo /opt/probe", "root"],
    ["sudo -i /opt/probe", "root"],
    ["sudo -u ec2-user /opt/probe", "ec2-user"],
    ["sudo -iu ec2-user /opt/probe", "ec2-user"],
    ["sudo -Hu ec2-user sh -c /opt/probe", "ec2-user"],
    ["sudo -u ec2-user sudo /opt/probe", "root"],
    ["sudo -iu ec2-user sudo -n -- /opt/probe", "root"],
    ["sudo -u ec2-user sudo -iu root /opt/probe", "root"],
    ["su - -c /opt/probe", "root"],
    ["su - ec2-user -c /opt/probe", "ec2-user"],
    ["su ec2-user -c 'sudo /opt/probe'", "root"],
    ["runuser -l ec2-user -c /opt/probe", "ec2-user"],
    ["runuser -u ec2-user -- /opt/probe", "ec2-user"],
    ["setsid /opt/probe", "root"],
    ["/bin/sh /opt/probe", "root"],
    ["/usr/bin/sudo -u ec2-user /usr/bin/env sh /opt/probe", "ec2-user"],
  ])("by `%s` is %s, with a sh that is bash, and has nothing of this machine's", async (entry, user) => {
    const expected = root || user === "root" ? user : "root";
    const home = user === "root" ? "/root" : "/home/ec2-user";
    expect(await said(entry)).toBe(`${expected}\n${home}\n`);
  });

  test("is still there when somebody ended all he could reach, unmounted everything and rebooted without a word", async () => {
    await said("umount -a -l; umount -l /; /.local-cloud/machine/reboot -f; kill -9 -1");
    expect(await said("id -un; cat /etc/hostname")).toBe("root\nip-10-0-3-8\n");
  });

  test("has no dead processes left over", async () => {
    await said("for each in 1 2 3 4 5; do (sleep 0.1 &) ; done");
    expect(await said("sleep 0.5; grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l")).toBe("0\n");
  });
});
