/** @module-tag slow */
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { GetConsoleOutputCommand, RebootInstancesCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import { seeded } from "../../../testing/seeded.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";

const { kind, reason } = await chooseSandbox("auto");
const where = kind === "namespaces" ? "" : `, skipped: ${reason}`;
const SEED = Number(process.env["SEED"] ?? 1);
/** More of them with LAIRS=20. */
const LAIRS = Number(process.env["LAIRS"] ?? 3);

const outside = mkdtempSync(join(tmpdir(), "hostile-"));
afterAll(() => rmSync(outside, { recursive: true, force: true }));
const SECRET = "what nobody on an instance may read";

/** A machine's files that nobody may change or read, a folder and a file for each name. */
function lay(): () => unknown {
  mkdirSync(join(outside, "folder/inner"), { recursive: true });
  writeFileSync(join(outside, "folder/inner/kept"), SECRET);
  writeFileSync(join(outside, "file"), SECRET);
  const look = (path: string): unknown => {
    const { mode, uid, gid } = lstatSync(path);
    const inside = lstatSync(path).isDirectory()
      ? readdirSync(path).map((name) => look(join(path, name)))
      : readFileSync(path, "utf8");
    return [path, mode, uid, gid, inside];
  };
  return () => look(outside);
}

/** All that a cloud has an instance do and writes for it then. What its own root has broken may fail. */
async function live(test_: TestCloud, id: string): Promise<readonly string[]> {
  const { cloud, ec2, directory } = test_;
  const said: string[] = [];
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    const late = new Promise((resolve) => setTimeout(resolve, 15_000).unref());
    await Promise.race([late, act().catch(() => {})]);
  };
  const is = (state: string): boolean =>
    cloud
      .instances()
      .some((each) => each.instanceId === id && (each.state === state || (state === "on" && each.online)));
  const command = (...commands: string[]): Promise<void> =>
    attempt(async () => {
      const answer = await test_.run(id, commands, { OutputS3BucketName: "out" });
      said.push(answer.StandardOutputContent ?? "", answer.StandardErrorContent ?? "");
    });
  await command(
    "printf '[Service]\\nType=oneshot\\nExecStart=/bin/echo unit\\n' >/etc/systemd/system/u.service",
    "systemctl enable --now u; systemd-run --unit once --wait --pipe echo once; journalctl -u once",
    "echo '* * * * * root true' >/etc/cron.d/x; echo '* * * * * true' | crontab -; crontab -l; crontab -r",
    "echo true | at now + 1 minute; atq; date; timeout 5 ssh -o StrictHostKeyChecking=no localhost true; dnf -y install x",
  );
  await command(`for each in stdout stderr agent.log; do ln -sf ${outside}/file "\${0%/*}/$each"; done; echo two`);
  await attempt(() => ec2.send(new RebootInstancesCommand({ InstanceIds: [id] })));
  await attempt(() => until(() => is("on") || is("terminated")));
  await command("echo again; echo 'echo unit' >/var/lib/cloud/scripts/per-boot/x");
  await attempt(async () => {
    const { Output = "" } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
    said.push(Buffer.from(Output, "base64").toString());
  });
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await until(() => is("terminated"));
  for (const { path, isFile } of pathsIn(join(directory, "instances", id))) {
    if (isFile) said.push(readFileSync(join(directory, "instances", id, path), "utf8"));
  }
  for (const { path, isFile } of pathsIn(join(directory, "s3/out"))) {
    if (isFile) said.push(readFileSync(join(directory, "s3/out", path), "utf8"));
  }
  return said;
}

interface Found {
  readonly path: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** Through no link. */
function pathsIn(folder: string, below = ""): readonly Found[] {
  return readdirSync(folder + below, { withFileTypes: true }).flatMap((entry) => {
    const path = `${below}/${entry.name}`;
    const [isFile, isFolder] = [entry.isFile(), entry.isDirectory()];
    return [{ path, isFile, isFolder }, ...(isFolder ? pathsIn(folder, path) : [])];
  });
}

test.skipIf(kind !== "namespaces")(
  `links in place of all that the cloud writes and reads lead out of no instance: seed ${SEED}${where}`,
  async () => {
    const { shuffled } = seeded(SEED);
    const look = lay();
    const before = look();
    const exposed = join(outside, "../exposed-by-hostile-test");
    mkdirSync(exposed, { recursive: true });
    await using cloud = await startTestCloud({
      clock: rehearsalClock({ rate: 60 }),
      images: {
        "ami-1": {
          files: { "/opt/app/run.sh": { content: "x" }, "/home/ec2-user/app/x": { content: "x" } },
          units: {
            "a.service": { content: "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n" },
          },
          exposes: [exposed],
        },
      },
    });
    const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } =
      cloud.cloud.environment;
    const { endpoint, region } = cloud.cloud;
    const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "out" }));
    const boot = (): Promise<string> =>
      cloud.boot({ UserData: Buffer.from("#!/bin/sh\necho hello\n").toString("base64") });
    const first = await boot();
    expect((await live(cloud, first)).join("\n")).toContain("hello");
    const places = pathsIn(join(cloud.directory, "instances", first));
    const files = places.filter(({ isFile }) => isFile).map(({ path }) => path);
    const folders = places.filter(({ isFolder }) => isFolder).map(({ path }) => path);
    expect(files.length).toBeGreaterThan(40);
    const lairs = [
      files,
      ...shuffled([...folders, exposed])
        .slice(0, LAIRS)
        .map((each) => [each]),
    ];
    for (const lair of lairs) {
      const id = await boot();
      const target = lair === files ? `${outside}/file` : `${outside}/folder`;
      const links = lair.map((path) => {
        const place = path.replaceAll(first, id);
        return `rm -rf '${place}'; mkdir -p '${dirname(place)}'; ln -s ${target} '${place}'`;
      });
      await cloud.run(id, [...links, "true"]).catch(() => {});
      const said = await live(cloud, id);
      expect(look(), lair.join(" ")).toEqual(before);
      expect(
        said.filter((text) => text.includes(SECRET)),
        lair.join(" "),
      ).toEqual([]);
    }
  },
  600_000,
);
