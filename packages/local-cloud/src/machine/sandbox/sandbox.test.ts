/** @module-tag slow */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { until } from "../../../testing/cloud.ts";
import { chooseSandbox, createSandbox } from "./choose-sandbox.ts";
import { ownPath } from "./own-path.ts";
import { plainSandbox } from "./plain.ts";
import { readWords } from "./power-words.ts";
import type { Sandbox, SandboxSpec } from "./sandbox.ts";

const available = await chooseSandbox("auto");
const kinds = available.kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);
const missing = available.kind === "namespaces" ? "" : `, skipped: ${available.reason}`;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "sandbox-test-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const started: Sandbox[] = [];
afterAll(() => Promise.all(started.map((sandbox) => sandbox.kill())));

async function machine(kind: (typeof kinds)[number], more: Partial<SandboxSpec> = {}): Promise<Sandbox> {
  const instanceId = `i-${Math.random().toString(16).slice(2)}`;
  const folder = join(scratch, instanceId);
  const spec = { instanceId, hostname: "ip-10-0-3-7", folder, files: {}, exposes: [], ...more };
  const sandbox = createSandbox(kind, spec);
  await sandbox.boot(() => {});
  started.push(sandbox);
  return sandbox;
}

/** One of that kind for several tests. */
const machineOf = (kind: (typeof kinds)[number]): Promise<Sandbox> => (shared[kind] ??= machine(kind));
const shared: Partial<Record<(typeof kinds)[number], Promise<Sandbox>>> = {};

async function output(sandbox: Sandbox, script: string, env: Record<string, string> = {}): Promise<string> {
  const child = sandbox.spawn(["sh", "-c", sandbox.adapt(script)], {
    cwd: "/usr/bin",
    env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", ...env },
  });
  const [out, complaints] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return out + complaints;
}

async function alive(marker: string): Promise<boolean> {
  const lines = await Promise.all(
    (await readdir("/proc")).map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.some((line) => line.split("\0").includes(marker));
}

describe.each(kinds)("a machine of kind %s", (kind) => {
  test("has files of its own under /home/ec2-user and /var/log, which this machine sees in its folder", async () => {
    const one = await machine(kind, { files: { "/home/ec2-user/hello": { content: "hi\n", mode: 0o600 } } });
    const two = await machine(kind);
    expect(await output(one, "cat /home/ec2-user/hello; echo one >/var/log/mine")).toBe("hi\n");
    expect(await output(two, "ls /home/ec2-user /var/log")).toBe(
      kind === "plain"
        ? `${two.files.where("/home/ec2-user")}:\n\n${two.files.where("/var/log")}:\n`
        : "/home/ec2-user:\n\n/var/log:\n",
    );
    expect(one.files.read("/var/log/mine")).toBe("one\n");
    expect((one.files.stat("/home/ec2-user/hello")?.mode ?? 0) & 0o777).toBe(0o600);
  });

  test("sees an exposed folder at its own path", async () => {
    const folder = await mkdtemp(join(scratch, "checkout-"));
    const sandbox = await machine(kind, { exposes: [folder] });
    expect(await output(sandbox, `echo built >${folder}/result; ls ${folder}`)).toBe("result\n");
    expect(await readFile(join(folder, "result"), "utf8")).toBe("built\n");
  });

  test("takes every process with it when it is killed, also one that left its session", async () => {
    const instanceId = `i-${Math.random().toString(16).slice(2)}`;
    const sandbox = await machine(kind, { instanceId });
    const marker = `${Math.floor(Math.random() * 1e6) + 1000}.5`;
    await output(sandbox, `setsid sleep ${marker} </dev/null >/dev/null 2>&1 &`, { AWS_SSM_INSTANCE_ID: instanceId });
    await until(() => alive(marker));
    await sandbox.kill();
    expect(await alive(marker)).toBe(false);
  });

  test("starts again with its files after it was killed", async () => {
    const sandbox = await machine(kind);
    await output(sandbox, "echo kept >/home/ec2-user/file");
    await sandbox.kill();
    await sandbox.boot(() => {});
    expect(await output(sandbox, "cat /home/ec2-user/file")).toBe("kept\n");
  });

  test("hears its own shutdown instead of this machine", async () => {
    const presses: unknown[] = [];
    const instanceId = `i-${Math.random().toString(16).slice(2)}`;
    const folder = join(scratch, instanceId);
    const sandbox = createSandbox(kind, { instanceId, hostname: "h", folder, files: {}, exposes: [] });
    started.push(sandbox);
    await sandbox.boot((request) => presses.push(request));
    await output(sandbox, "shutdown -h +5");
    await until(() => presses.length > 0);
    expect(presses).toEqual([{ kind: "halt", delaySeconds: 300 }]);
  });
});

describe.each(kinds)("sudo on a machine of kind %s", (kind) => {
  test("is ec2-user by name and home, and keeps the way to this cloud", async () => {
    const sandbox = await machine(kind);
    const script = "sudo -n -E -u ec2-user X=1 sh -c 'echo $HOME $USER $AWS_ENDPOINT_URL $X'";
    const said = await output(sandbox, script, { AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    expect(said).toBe(`${sandbox.insidePath("/home/ec2-user")} ec2-user http://127.0.0.1:1 1\n`);
  });

  test("keeps the exit code, and refuses what the real one refuses", async () => {
    const sandbox = await machine(kind);
    const script = `sudo sh -c 'exit 5'; echo $?; sudo -u nobody-here true 2>&1; echo $?
      sudo no-such-command 2>&1; echo $?; sudo -z true 2>&1 | head -1; sudo -i -s true 2>&1 | head -1; sudo -n true; echo $?`;
    expect(await output(sandbox, script)).toBe(
      "5\nsudo: unknown user: nobody-here\n1\nsudo: no-such-command: command not found\n1\n" +
        "sudo: invalid option -- 'z'\nsudo: you may not specify both the -i and -s options\n0\n",
    );
  });

  test.each([
    "-u ec2-user -H",
    "-Hu ec2-user",
    "-nEu ec2-user",
    "-uec2-user",
    "-nuec2-user -H",
    "--user=ec2-user --set-home",
    "--user ec2-user -n --",
    "-H -p prompt -u ec2-user -g ec2-user",
    "-u#1000",
    "-iu ec2-user",
    "-u ec2-user -i --",
    "-su ec2-user",
    "-u ec2-user --preserve-env=A,B",
    "X=1 -u ec2-user",
  ])("reads `sudo %s` as the real one does", async (words) => {
    const sandbox = await machineOf(kind);
    if (kind === "plain" && words.includes("#")) return;
    expect(await output(sandbox, `sudo ${words} printenv HOME USER`)).toBe(
      `${sandbox.insidePath("/home/ec2-user")}\nec2-user\n`,
    );
  });

  test("clears the environment but for what sudoers keeps, what is asked for and the way to this cloud", async () => {
    const sandbox = await machineOf(kind);
    const env = {
      AWS_ENDPOINT_URL: "http://a",
      AWS_ENDPOINT_URL_S3: "http://b",
      LANG: "C.UTF-8",
      MINE: "1",
      OTHER: "2",
    };
    const names = "AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3 LANG MINE OTHER";
    const kept = (words: string): Promise<string> => output(sandbox, `sudo ${words} printenv ${names} | xargs`, env);
    expect(await kept("")).toBe("http://a http://b C.UTF-8\n");
    expect(await kept("--preserve-env=MINE")).toBe("http://a http://b C.UTF-8 1\n");
    expect(await kept("-E")).toBe("http://a http://b C.UTF-8 1 2\n");
    expect(await kept("OTHER='3 4'")).toBe("http://a http://b C.UTF-8 3 4\n");
  });

  test("gives a shell its words as they were", async () => {
    const sandbox = await machineOf(kind);
    const said = await output(
      sandbox,
      `sudo -i printf '<%s>\\n' 'a  b' 'c"d' "e'f" '\\g;h' '*' 'é'; sudo -s echo '$HOME'`,
    );
    expect(said).toBe(`<a  b>\n<c"d>\n<e'f>\n<\\g;h>\n<*>\n<é>\n${sandbox.insidePath("/root")}\n`);
  });
});

const becomes = available.kind === "namespaces" && process.getuid?.() === 0;
test.skipIf(!becomes)(`ec2-user owns its home and nothing else${becomes ? "" : ", skipped: not root"}`, async () => {
  const sandbox = await machine("namespaces", { files: { "/home/ec2-user/a/b": { content: "" } } });
  const script =
    "sudo -u ec2-user sh -c 'id -un; touch /home/ec2-user/a/c; stat -c %U /home/ec2-user/a/b; touch /opt/x'";
  expect(await output(sandbox, script)).toBe("ec2-user\nec2-user\ntouch: cannot touch '/opt/x': Permission denied\n");
});

describe.skipIf(available.kind !== "namespaces")(`a machine in namespaces${missing}`, () => {
  test("has its own host name and process ids", async () => {
    const sandbox = await machine("namespaces");
    expect(await output(sandbox, "hostname; cat /proc/1/comm")).toBe("ip-10-0-3-7\nbash\n");
  });

  test("cannot read the environment of the person who runs the cloud", async () => {
    const sandbox = await machine("namespaces");
    expect(process.env["AWS_SECRET_ACCESS_KEY"]).toBe("not-a-secret");
    const environments = await output(sandbox, "cat /proc/[0-9]*/environ | tr '\\0' '\\n'");
    expect(environments).toContain("PATH=");
    expect(environments).not.toContain("not-a-secret");
  });

  test("keeps what it installs to itself, also when it starts again", async () => {
    const [one, two] = [await machine("namespaces"), await machine("namespaces")];
    const look = "ls /usr/local/bin/installed-here /etc/profile.d/made-here.sh 2>/dev/null; true";
    await output(one, "touch /usr/local/bin/installed-here /etc/profile.d/made-here.sh");
    await one.kill();
    await one.boot(() => {});
    expect(await output(one, look)).toBe("/etc/profile.d/made-here.sh\n/usr/local/bin/installed-here\n");
    expect(await output(two, look)).toBe("");
    expect([existsSync("/usr/local/bin/installed-here"), existsSync("/etc/profile.d/made-here.sh")]).toEqual([
      false,
      false,
    ]);
  });

  test("sees nothing of this machine's /tmp and /home", async () => {
    const sandbox = await machine("namespaces");
    expect(await output(sandbox, `ls /tmp /home; ls ${scratch} 2>&1 | grep -c 'No such file'`)).toBe(
      "/home:\nec2-user\n\n/tmp:\n1\n",
    );
  });
});

describe.each(kinds)("with the process that started it a machine of kind %s", (kind) => {
  test("dies with the process that started it, even by SIGKILL", async () => {
    const marker = `${Math.floor(Math.random() * 1e6) + 1000}.25`;
    const code = `
      import { createSandbox } from ${JSON.stringify(new URL("choose-sandbox.ts", import.meta.url).href)};
      const folder = ${JSON.stringify(join(scratch, `orphan-${kind}`))};
      const sandbox = createSandbox("${kind}", { instanceId: "i-${marker}", hostname: "h", folder, files: {}, exposes: [] });
      await sandbox.boot(() => {});
      sandbox.spawn(["setsid", "sleep", "${marker}"], { cwd: "/", env: { PATH: "/usr/bin:/bin", AWS_SSM_INSTANCE_ID: "i-${marker}" } });
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "ignore" });
    await until(() => alive(marker));
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await expect.poll(() => alive(marker), { timeout: 15_000 }).toBe(false);
  });
});

test("a plain machine rewrites the well-known paths in a script, and only whole ones", () => {
  const sandbox = plainSandbox({ instanceId: "i", hostname: "h", folder: "/f", files: {}, exposes: [] });
  expect(sandbox.adapt("cd /home/ec2-user && ls /var/log/x '/opt/alpha-engine'")).toBe(
    "cd /f/home/ec2-user && ls /f/var/log/x '/f/opt/alpha-engine'",
  );
  expect(sandbox.adapt("ls /srv/home/ec2-user /var/logs /home/ec2-user-two")).toBe(
    "ls /srv/home/ec2-user /var/logs /home/ec2-user-two",
  );
});

test("an image's file that no disk holds is refused by name", () => {
  for (const path of ["/proc/x", "/sys/kernel/x", "/dev/x", "/home/../dev/x", "relative", "/", "/etc", "/opt/x/"]) {
    expect(() => ownPath(path)).toThrow(`cannot hold the file ${path}`);
  }
  expect(ownPath("/opt/a/../b")).toBe("/opt/b");
  expect(ownPath("/usr/local/bin/../lib/x")).toBe("/usr/local/lib/x");
});

test.each([
  ["shutdown -h now", { kind: "halt", delaySeconds: 0 }],
  ["shutdown -h +90", { kind: "halt", delaySeconds: 5400 }],
  ["shutdown", { kind: "halt", delaySeconds: 60 }],
  ["shutdown -r +1", { kind: "reboot", delaySeconds: 60 }],
  ["shutdown -c", { kind: "cancel" }],
  ["poweroff", { kind: "halt", delaySeconds: 0 }],
  ["reboot", { kind: "reboot", delaySeconds: 0 }],
])("`%s` is understood", (words, request) => {
  expect(readWords(words)).toEqual(request);
});
