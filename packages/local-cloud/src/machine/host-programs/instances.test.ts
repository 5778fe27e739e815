/** @module-tag slow */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { CLI } from "../../../testing/aws-cli.ts";
import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";

const available = await chooseSandbox("auto");
const kinds = available.kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);
const SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin";

const path = process.env["PATH"];
afterEach(() => {
  process.env["PATH"] = path;
});

describe.each(kinds)("an instance of kind %s", (sandbox) => {
  let test_: TestCloud;
  let host: string;
  beforeAll(async () => {
    host = mkdtempSync(join(tmpdir(), "made-up-host-"));
    test_ = await startTestCloud({
      sandbox,
      region: "eu-west-3",
      clock: rehearsalClock({ rate: 60 }),
      images: {
        "ami-1": {},
        "ami-own": { files: { "/usr/local/bin/aws": { content: "#!/bin/sh\necho its own\n", mode: 0o755 } } },
      },
    });
  });
  afterAll(async () => {
    await test_[Symbol.asyncDispose]();
    rmSync(host, { recursive: true, force: true });
  });

  /** What an instance says that boots on a machine with this PATH. */
  const said = async (PATH: string, commands: readonly string[], input = {}): Promise<string> => {
    process.env["PATH"] = PATH;
    const id = await test_.boot(input);
    const { StandardOutputContent = "", StandardErrorContent = "" } = await test_.run(id, commands);
    return StandardOutputContent + StandardErrorContent;
  };
  const program = (folder: string, name: string, text: string): string => {
    mkdirSync(join(host, folder), { recursive: true });
    writeFileSync(join(host, folder, name), text, { mode: 0o755 });
    return join(host, folder);
  };

  test("this machine's aws is there for everybody, however he comes, with a region and an address", async () => {
    const bin = program("home/bin", "aws", '#!/bin/sh\necho "$1 $AWS_DEFAULT_REGION"\n');
    const text = await said(`${bin}:${SYSTEM}`, [
      "aws agent",
      "/usr/bin/aws absolute; /usr/local/bin/aws installed",
      "sudo aws sudo; sudo -u ec2-user aws other; sudo -iu ec2-user aws login; sudo -u ec2-user sudo aws back",
      "su - ec2-user -c 'aws su'; runuser -l ec2-user -c 'aws runuser'",
      'env -i PATH="$PATH" aws bare; AWS_REGION=us-west-2 aws told; AWS_DEFAULT_REGION=us-west-1 aws default',
      "systemd-run --quiet --pipe --wait aws unit; echo 'aws job' | at now 2>/dev/null; sleep 0.3; journalctl --no-pager | grep -o 'job .*'",
      "ssh -o LogLevel=ERROR -o StrictHostKeyChecking=no ec2-user@localhost aws ssh",
    ]);
    const there = "agent absolute installed sudo other login back su runuser bare".split(" ");
    expect(text.split("\n").slice(0, -1)).toEqual([
      ...there.map((each) => `${each} eu-west-3`),
      "told us-west-2",
      "default us-west-1",
      ...["unit", "job", "ssh"].map((each) => `${each} eu-west-3`),
    ]);
  });

  test("where this machine has none, aws says what to do and ends with 127, and one that the image brings is it", async () => {
    const text = await said(SYSTEM, ["sudo -u ec2-user aws s3 ls 2>&1; echo $?"]);
    expect(text).toBe(
      "aws: command not found: the machine that rehearses has no AWS CLI for its instances; " +
        "install it there, so that its PATH leads to it, or let the image's prepare install one\n127\n",
    );
    if (sandbox === "namespaces") expect(await said(SYSTEM, ["aws"], { ImageId: "ami-own" })).toBe("its own\n");
  });

  test("a Python that lies elsewhere is there by its name, and an environment of it leads back to it", async () => {
    const found = process.env["PATH"] ?? "";
    const text = await said(found, [
      "set -e; cd /var/log 2>/dev/null || cd /tmp",
      'python3 -m venv --without-pip "$PWD/environment"',
      '[ "$(environment/bin/python -c "import sys; print(sys.base_prefix)")" = "$(python3 -c "import sys; print(sys.prefix)")" ] && echo same',
      'sudo -u ec2-user "$PWD/environment/bin/python3" -c "import ssl, sqlite3; print(1 + 1)"',
    ]);
    expect(text).toBe("same\n2\n");
  });

  test.skipIf(!CLI)(
    "the real one asks this cloud, also without its environment, with its command's key",
    { timeout: 120_000 },
    async () => {
      const zones = "aws ec2 describe-instances --query 'Reservations[].Instances[].ImageId' --output text | sort -u";
      const asked: string[] = [];
      const stop = test_.cloud.subscribe((event) => {
        if (event.type === "call" && event.by?.kind === "command") asked.push(event.operation);
      });
      const text = await said(path ?? "", [
        zones,
        `sudo -iu ec2-user env -i HOME=/home/ec2-user PATH=$PATH sh -c "${zones}"`,
      ]);
      stop();
      expect(text).toMatch(/^ami-1\b[^]*\nami-1\b/);
      expect(asked).toEqual(["DescribeInstances", "DescribeInstances"]);
    },
  );
});
