/** @module-tag slow */
import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Image } from "../../cloud/image.ts";
import { chooseSandbox, createSandbox } from "../sandbox/choose-sandbox.ts";
import type { Sandbox, SandboxSpec } from "../sandbox/sandbox.ts";
import { clearLayers, keptLayers } from "./layer-store.ts";
import { preparedLayer } from "./prepare.ts";

const { kind, reason } = await chooseSandbox("auto");
const where = kind === "namespaces" ? "" : `, skipped: ${reason}`;

let scratch: string;
const cache = process.env["XDG_CACHE_HOME"];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "prepare-test-"));
  process.env["XDG_CACHE_HOME"] = join(scratch, "cache");
});
afterAll(async () => {
  if (cache === undefined) delete process.env["XDG_CACHE_HOME"];
  else process.env["XDG_CACHE_HOME"] = cache;
  await rm(scratch, { recursive: true, force: true });
});

let made = 0;
function machine(
  image: Omit<Image, "repositories">,
  sandboxKind: "namespaces" | "plain" = "namespaces",
): Sandbox & AsyncDisposable & { readonly folder: string } {
  made += 1;
  const folder = join(scratch, `i-${made}`);
  const { files = {}, exposes = [] } = image;
  const spec: SandboxSpec = { instanceId: `i-${made}`, hostname: `h${made}`, folder, files, exposes, image };
  const create = (each: SandboxSpec): Sandbox => createSandbox(sandboxKind, each);
  const base = (): Promise<string> =>
    preparedLayer({ image, spec, createSandbox: create, environment: () => ({ WAY: "there" }) });
  const sandbox = create({ ...spec, base });
  return Object.assign(sandbox, { folder, [Symbol.asyncDispose]: () => sandbox.kill() });
}

async function said(sandbox: Sandbox, script: string): Promise<string> {
  const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", HOME: "/root" };
  const child = sandbox.spawn(["sh", "-c", script], { cwd: "/", env });
  const [out, complaints] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return out + complaints;
}

const consoleOf = (folder: string): Promise<string> => readFile(join(folder, "var/log/cloud-init-output.log"), "utf8");

const PREPARE = `set -e
echo preparing by "$WAY" with "$(cat /opt/wanted)"
useradd -m deploy
install -d -o deploy /opt/app /data
echo built >/opt/app/built; echo tool >/usr/local/bin/tool; echo conf >/etc/app.conf
rm /usr/bin/yes; mkdir -p /home/ec2-user/.config; echo 1 >/data/one; echo log >/var/log/prepare.log
`;
const image = (more: Partial<Image> = {}): Image => ({
  files: { "/opt/wanted": { content: "files" } },
  prepare: { content: PREPARE },
  ...more,
});
const LOOK = `id -un deploy; cat /opt/app/built /usr/local/bin/tool /etc/app.conf /data/one; ls /usr/bin/yes 2>&1 | wc -l
  stat -c '%U' /opt/app /home/ec2-user; ls /home; ls /var/log; cat /etc/hostname; ls -A /tmp`;

describe.skipIf(kind !== "namespaces")(`an image's prepare${where}`, () => {
  test("has ended before the first instance boots, and is not paid for again", async () => {
    const owner = process.getuid?.() === 0 ? "deploy\nec2-user" : "root\nroot";
    const looks = (host: string, log: string): string =>
      `deploy\nbuilt\ntool\nconf\n1\n1\n${owner}\ndeploy\nec2-user\n${log}${host}\n`;
    await using one = machine(image());
    await one.boot(() => {});
    expect(await said(one, LOOK)).toBe(looks("h1", "cloud-init-output.log\n"));
    expect(await consoleOf(one.folder)).toBe("preparing by there with files\n");
    await said(one, "echo changed >/opt/app/built; rm -rf /data/*; echo more >>/etc/app.conf");
    await using two = machine(image());
    await two.boot(() => {});
    expect(await said(two, LOOK)).toBe(looks("h2", ""));
    await expect(consoleOf(two.folder)).rejects.toThrow("ENOENT");
    expect(await keptLayers()).toMatchObject({ kept: 1, used: 1 });
    await one.kill();
    expect(await readFile(join(one.folder, "deleted.txt"), "utf8")).toBe("/data/one\n");
    expect(one.files.read("/etc/app.conf")).toBe("conf\nmore\n");
  });

  test("shows the instance what the cloud writes while it runs", async () => {
    await using sandbox = machine(image());
    await sandbox.boot(() => {});
    await said(sandbox, "ls /var/lib/amazon/ssm /var/log/late /var/lib/cloud");
    await writeFile(join(sandbox.folder, "var/log/late"), "late\n");
    await writeFile(join(sandbox.folder, "var/lib/amazon/ssm"), "now\n");
    expect(await said(sandbox, "cat /var/log/late /var/lib/amazon/ssm")).toBe("late\nnow\n");
  });

  test.each([
    ["its script", { prepare: { content: `${PREPARE}# again` } }],
    ["a file of the image", { files: { "/opt/wanted": { content: "other files" } } }],
    ["its sh", { sh: "bash" as const }],
  ])("runs again when %s is another", async (_, more) => {
    const before = (await keptLayers()).kept;
    await using sandbox = machine(image(more));
    await sandbox.boot(() => {});
    expect((await keptLayers()).kept).toBe(before + 1);
  });

  test("runs again when a folder that it sees has changed", async () => {
    const folder = await mkdtemp(join(scratch, "seen-"));
    const prepare = { content: `cat ${folder}/version; cp ${folder}/version /opt/version` };
    for (const version of ["one\n", "twelve\n"]) {
      await writeFile(join(folder, "version"), version);
      await using sandbox = machine({ prepare, exposes: [folder] });
      await sandbox.boot(() => {});
      expect(await said(sandbox, "cat /opt/version")).toBe(version);
    }
  });

  test("is a failed boot when it fails, in its own words, and nothing is kept", async () => {
    const before = (await keptLayers()).kept;
    await using sandbox = machine(image({ prepare: { content: "#!/bin/bash\necho no such wheel >&2\nexit 3\n" } }));
    await expect(sandbox.boot(() => {})).rejects.toThrow("The image's prepare ended with 3: no such wheel");
    expect(await consoleOf(sandbox.folder)).toBe("no such wheel\n");
    expect((await keptLayers()).kept).toBe(before);
    const names = await readdir(join(scratch, "cache/alpha-engine/layers"));
    expect(names.filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("stays when layers are cleared while somebody lives who uses it", async () => {
    const { kept } = await keptLayers();
    expect(await clearLayers()).toMatchObject({ kept });
  });
});

test("an image's prepare is refused in a plain sandbox, as it would change this machine", async () => {
  await using sandbox = machine(image(), "plain");
  await expect(sandbox.boot(() => {})).rejects.toThrow("prepare runs in namespaces only");
});

test("sweeps away what a run that was killed has left of one, and not what another one is making", async () => {
  const layers = (await keptLayers()).folder;
  const ended = spawnSync("true").pid;
  const left = [`.making-${ended}-x`, `.going-${ended}-y`, `.making-${process.pid}-z`];
  for (const each of left) await mkdir(join(layers, each, "work"), { recursive: true });
  await chmod(join(layers, left[0] ?? "", "work"), 0);
  await clearLayers();
  expect((await readdir(layers)).filter((name) => left.includes(name))).toEqual([left[2]]);
  await rm(join(layers, left[2] ?? ""), { recursive: true });
});
