/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DescribeInstancesCommand, GetConsoleOutputCommand, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";

const { kind, reason } = await chooseSandbox("auto");

describe.skipIf(kind === "plain")(
  `an instance of a prepared image${kind === "plain" ? `, skipped: ${reason}` : ""}`,
  () => {
    let cache: string;
    const before = process.env["XDG_CACHE_HOME"];
    let test_: TestCloud;
    beforeAll(async () => {
      cache = await mkdtemp(join(tmpdir(), "prepared-instance-"));
      process.env["XDG_CACHE_HOME"] = cache;
      const repository = join(cache, "app");
      execFileSync("git", ["init", "-q", "-b", "main", repository]);
      await writeFile(join(repository, "wanted"), "wheel\n");
      execFileSync("git", ["-C", repository, "add", "."]);
      execFileSync("git", [
        "-C",
        repository,
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "commit",
        "-qm",
        "one",
      ]);
      const venv = "python3 -m venv --without-pip /opt/app && echo ready >/etc/app.conf";
      test_ = await startTestCloud({
        images: {
          "ami-good": {
            prepare: { content: venv },
            files: { "/opt/run": { content: "cat /etc/app.conf\n", mode: 0o755 } },
          },
          "ami-cloned": {
            prepare: { content: "cp /home/ec2-user/app/wanted /home/ec2-user/app/built" },
            checkouts: {
              "/home/ec2-user/app": { from: repository, url: "https://github.com/org/app", owner: "ec2-user" },
            },
          },
          "ami-bad": { prepare: { content: "echo installing; echo 'no such package: left-pad' >&2; exit 7" } },
        },
      });
    });
    afterAll(async () => {
      await test_[Symbol.asyncDispose]();
      if (before === undefined) delete process.env["XDG_CACHE_HOME"];
      else process.env["XDG_CACHE_HOME"] = before;
      await rm(cache, { recursive: true, force: true });
    });

    test("has what was prepared when its agent is Online", async () => {
      const ids = await Promise.all([test_.boot({ ImageId: "ami-good" }), test_.boot({ ImageId: "ami-good" })]);
      for (const id of ids) {
        const { StandardOutputContent } = await test_.run(id, ["sh /opt/run; /opt/app/bin/python -c 'print(1 + 1)'"]);
        expect(StandardOutputContent).toBe("ready\n2\n");
      }
    });

    test("is prepared with its checkouts, which are what they were", async () => {
      const id = await test_.boot({ ImageId: "ami-cloned" });
      const { StandardOutputContent } = await test_.run(id, [
        "cd /home/ec2-user/app && cat built && sudo -u ec2-user git status --porcelain && stat -c %U wanted",
      ]);
      expect(StandardOutputContent).toBe(`wheel\n?? built\n${process.getuid?.() === 0 ? "ec2-user" : "root"}\n`);
    });

    test("is terminated when its prepare fails; the reason and the console say what it said", async () => {
      const { Instances = [] } = await test_.ec2.send(
        new RunInstancesCommand({ ImageId: "ami-bad", InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 }),
      );
      const id = Instances[0]?.InstanceId ?? "";
      await until(() => test_.cloud.instances().some((each) => each.instanceId === id && each.state === "terminated"));
      const { Reservations = [] } = await test_.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      expect(Reservations[0]?.Instances?.[0]?.StateReason?.Message).toBe(
        "Server.InternalError: The image's prepare ended with 7: installing\nno such package: left-pad",
      );
      const { Output = "" } = await test_.ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
      expect(Buffer.from(Output, "base64").toString()).toBe("installing\nno such package: left-pad\n");
    });
  },
);
