/** @module-tag slow */
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../../testing/cloud.ts";
import { chooseSandbox } from "../../../machine/sandbox/choose-sandbox.ts";

const { kind } = await chooseSandbox("auto");
const kinds = kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);

/** Long enough for three questions on a busy machine. */
const LATE_TO_REGISTER = { boot: "10ms", agentOnline: "10ms", registration: 1, shutdown: "10ms" } as const;

describe.each(kinds)("a command on an instance of kind %s", (sandbox) => {
  let test_: TestCloud;
  let id: string;
  beforeAll(async () => {
    test_ = await startTestCloud({ sandbox });
    id = await test_.boot();
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test("runs as one script: directory and variables persist, only the last status counts", async () => {
    const result = await test_.run(id, ["cd /", "false", "x=4", 'echo "$PWD $x"']);
    expect(result).toMatchObject({
      Status: "Success",
      StatusDetails: "Success",
      ResponseCode: 0,
      StandardOutputContent: "/ 4\n",
      StandardErrorContent: "",
    });
    expect(result.ExecutionStartDateTime).toMatch(/^\d{4}-.*Z$/);
    expect(result.ExecutionElapsedTime).toMatch(/^PT\d/);
  });

  test("honours a shebang in the first bytes and no later one", async () => {
    const first = await test_.run(id, ["#!/bin/bash", "a=(1 2); echo ${#a[@]} $0"]);
    expect(first.StandardOutputContent).toMatch(/^2 .*\/awsrunShellScript\/0\.awsrunShellScript\/_script\.sh\n$/);
    const later = await test_.run(id, ["", "#!/usr/bin/false", "echo still"]);
    expect(later.StandardOutputContent).toBe("still\n");
  });

  test("sees the agent's environment: no HOME, no region, stdin empty, its own process group", async () => {
    const { StandardOutputContent = "" } = await test_.run(id, ["pwd; cat; env"]);
    const [directory, ...lines] = StandardOutputContent.trim().split("\n");
    const environment = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))) as object;
    expect(directory).toBe("/usr/bin");
    expect(environment).toMatchObject({
      LANG: "en_US.UTF-8",
      AWS_SSM_INSTANCE_ID: id,
      AWS_SSM_REGION_NAME: "us-east-1",
      AWS_ENDPOINT_URL: test_.cloud.endpoint,
    });
    for (const absent of ["HOME", "USER", "SHELL", "TERM", "AWS_REGION", "AWS_DEFAULT_REGION", "OLDPWD"]) {
      expect(environment).not.toHaveProperty(absent);
    }
    const own = sandbox === "namespaces" ? "" : join(test_.directory, "instances", id);
    expect(environment).toHaveProperty("PATH", `${own}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin`);
  });

  test("keeps its exit code and the agent's suffix on stderr", async () => {
    expect(await test_.run(id, ["echo oops >&2", "exit 3"])).toMatchObject({
      Status: "Failed",
      StatusDetails: "Failed",
      ResponseCode: 3,
      StandardErrorContent: "oops\nfailed to run commands: exit status 3",
    });
  });

  test.each([
    ["exit 137", { Status: "TimedOut", StatusDetails: "ExecutionTimedOut", ResponseCode: 137 }],
    [
      "echo x; echo y >&2; exit 168",
      {
        Status: "Success",
        ResponseCode: 168,
        StandardOutputContent: expect.stringMatching(/^x\n\nStep exited with code 168/),
        StandardErrorContent: "",
      },
    ],
    [
      "exit 169",
      { Status: "Failed", ResponseCode: 169, StandardOutputContent: expect.stringContaining("marking step as Failed") },
    ],
  ])("`%s` means what the agent takes it for", async (script, expected) => {
    expect(await test_.run(id, ["#!/bin/sh", script])).toMatchObject(expected);
  });

  test("does not end before a background child lets go of its output", async () => {
    const started = Date.now();
    const { StandardOutputContent } = await test_.run(id, ["(sleep 0.4; echo late) &", "echo early"]);
    expect(StandardOutputContent).toBe("early\nlate\n");
    expect(Date.now() - started).toBeGreaterThan(390);
  });

  test("is a file of mode 0700 in the instance's /var/lib, its streams beside it", async () => {
    await test_.run(id, ["echo kept"], { Comment: "look" });
    const view = test_.cloud.commands().find(({ comment }) => comment === "look");
    const folder = view?.folder ?? "";
    expect(folder).toContain(join(test_.directory, "instances", id, "var/lib/amazon/ssm", id));
    expect((await stat(join(folder, "_script.sh"))).mode & 0o777).toBe(0o700);
    expect(await readFile(join(folder, "_script.sh"), "utf8")).toBe("echo kept\n");
    expect(await readFile(join(folder, "stdout"), "utf8")).toBe("kept\n");
  });

  test("leaves beside them what failed in bash, down to the line of a script that it ran", async () => {
    const inner = 'printf "%s\\n" "#!/bin/bash" "grep -q x /dev/null || true" "(exit 4)" > /tmp/inner.sh';
    const lines = ["#!/bin/bash", "set -e", inner, "bash -c 'exit 5' || true", "bash /tmp/inner.sh", "echo never"];
    expect(await test_.run(id, lines, { Comment: "trail" })).toMatchObject({
      ResponseCode: 4,
      StandardErrorContent: "failed to run commands: exit status 4",
    });
    const folder = test_.cloud.commands().find(({ comment }) => comment === "trail")?.folder ?? "";
    const trail = (await readFile(join(folder, "trail"), "utf8")).trimEnd().split("\n");
    const told = trail
      .map((line) => line.split("\t"))
      .map(([code, , line, , script, what]) => [code, line, basename(script ?? ""), what]);
    expect(told).toEqual([
      ["4", "3", "inner.sh", "( exit 4 )"],
      ["4", "5", "_script.sh", "bash /tmp/inner.sh"],
    ]);
  });

  test("in a directory that is not there fails without having run", async () => {
    const Parameters = { commands: ["echo ran"], workingDirectory: ["/not/there"] };
    expect(await test_.run(id, [], { Parameters })).toMatchObject({
      Status: "Failed",
      ResponseCode: 1,
      StandardOutputContent: "",
      StandardErrorContent: "failed to run commands: chdir /not/there: no such file or directory",
    });
  });

  test("is killed with its group when it is cancelled, traps unrun, output empty", async () => {
    const commandId = await test_.send(id, ["trap 'echo trapped' TERM EXIT", "echo before", "sleep 60"]);
    await until(() =>
      test_.cloud.commands().some((each) => each.commandId === commandId && each.startedAt !== undefined),
    );
    await test_.ssm.send(new CancelCommandCommand({ CommandId: commandId }));
    expect(await test_.end(id, commandId)).toMatchObject({
      Status: "Cancelled",
      StatusDetails: "Cancelled",
      ResponseCode: 137,
      StandardOutputContent: "",
    });
  });
});

describe("Run Command", () => {
  let test_: TestCloud;
  let id: string;
  beforeAll(async () => {
    test_ = await startTestCloud({
      timings: { boot: 0.01, agentOnline: 0.01, registration: 0.15, shutdown: 0.01, undeliverable: 0.05 },
      faults: {
        command: ({ comment }) => (comment === "fail me" ? { kind: "exit", code: 3 } : undefined),
      },
    });
    id = await test_.boot({ TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Role", Value: "box" }] }] });
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test("does not know an invocation for a while after SendCommand", async () => {
    await using slow = await startTestCloud({ timings: LATE_TO_REGISTER });
    const its = await slow.boot();
    const commandId = await slow.send(its, ["true"]);
    const get = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: its });
    await expect(slow.ssm.send(get)).rejects.toMatchObject({ name: "InvocationDoesNotExist" });
    const named = new GetCommandInvocationCommand({
      CommandId: commandId,
      InstanceId: its,
      PluginName: "aws:runShellScript",
    });
    await expect(slow.ssm.send(named)).rejects.toMatchObject({ name: "InvalidPluginName" });
    const list = new ListCommandInvocationsCommand({ CommandId: commandId });
    expect((await slow.ssm.send(list)).CommandInvocations).toEqual([]);
    expect(await slow.end(its, commandId)).toMatchObject({ Status: "Success" });
    expect((await slow.ssm.send(list)).CommandInvocations).toMatchObject([{ InstanceId: its, Status: "Success" }]);
  });

  test("shows an invocation that was cancelled before it could be seen", async () => {
    await using slow = await startTestCloud({ timings: LATE_TO_REGISTER });
    const its = await slow.boot();
    const commandId = await slow.send(its, ["echo ran"]);
    await slow.ssm.send(new CancelCommandCommand({ CommandId: commandId }));
    const get = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: its });
    await expect(slow.ssm.send(get)).rejects.toMatchObject({ name: "InvocationDoesNotExist" });
    const seen = async (): Promise<string> =>
      (await slow.ssm.send(get).catch(({ name }: Error) => ({ Status: name }))).Status ?? "";
    await expect.poll(seen, { timeout: 5000 }).toBe("Cancelled");
  });

  test("shows nothing of the output while the script runs", async () => {
    const commandId = await test_.send(id, ["echo visible", "sleep 2"]);
    const stdout = (): string => test_.cloud.commands().find((each) => each.commandId === commandId)?.folder ?? "/none";
    await until(() => existsSync(join(stdout(), "stdout")));
    await until(async () => (await readFile(join(stdout(), "stdout"), "utf8")) !== "");
    const get = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: id });
    expect(await test_.ssm.send(get)).toMatchObject({
      Status: "InProgress",
      ResponseCode: -1,
      StandardOutputContent: "",
    });
    expect(await test_.end(id, commandId)).toMatchObject({ StandardOutputContent: "visible\n" });
  });

  test("answers SendCommand with the command as pending", async () => {
    const commandId = await test_.send(id, ["true"], { Comment: "c", TimeoutSeconds: 60 });
    const { Commands = [] } = await test_.ssm.send(new ListCommandsCommand({ CommandId: commandId }));
    expect(Commands[0]).toMatchObject({ Status: "Pending", TargetCount: 1, MaxConcurrency: "50", TimeoutSeconds: 60 });
    const { RequestedDateTime, ExpiresAfter } = Commands[0] ?? {};
    expect(Number(ExpiresAfter) - Number(RequestedDateTime)).toBe((60 + 3600) * 1000);
  });

  test("lists commands and invocations by status, and no more than fifty at once", async () => {
    const { CommandId } = await test_.run(id, ["exit 9"]);
    const commands = async (value: string) =>
      (await test_.ssm.send(new ListCommandsCommand({ Filters: [{ key: "Status", value }] }))).Commands?.map(
        (each) => each.CommandId,
      );
    expect(await commands("Failed")).toContain(CommandId);
    expect(await commands("Success")).not.toContain(CommandId);
    const failed = new ListCommandInvocationsCommand({ CommandId, Filters: [{ key: "Status", value: "Failed" }] });
    expect((await test_.ssm.send(failed)).CommandInvocations).toHaveLength(1);
    await expect(test_.ssm.send(new ListCommandsCommand({ MaxResults: 51 }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test("finds its targets by tag", async () => {
    const commandId = await test_.send(id, ["true"], {
      InstanceIds: undefined,
      Targets: [{ Key: "tag:Role", Values: ["box"] }],
    });
    expect(await test_.end(id, commandId)).toMatchObject({ Status: "Success" });
  });

  test("keeps the head of a long output and says that it was cut", async () => {
    const { StandardOutputContent = "", StandardErrorContent = "" } = await test_.run(id, [
      "i=0; while [ $i -lt 4000 ]; do echo 'line of output'; i=$((i+1)); done | tee /dev/stderr",
    ]);
    expect(StandardOutputContent).toHaveLength(24_000);
    expect(StandardOutputContent).toMatch(/^line of output\n/);
    expect(StandardOutputContent.endsWith("--output truncated--")).toBe(true);
    expect(StandardErrorContent).toHaveLength(8000);
  });

  test("puts whole streams to S3 under AWS's layout, and no object for an empty one", async () => {
    const s3 = new S3Client({ endpoint: test_.cloud.environment["AWS_ENDPOINT_URL_S3"] ?? "" });
    await s3.send(new CreateBucketCommand({ Bucket: "outputs" }));
    const output = { OutputS3BucketName: "outputs", OutputS3KeyPrefix: "ssm/run 1" };
    // More than one part's worth.
    const commandId = await test_.send(id, ["head -c 9000000 /dev/zero | tr '\\0' x"], output);
    await test_.end(id, commandId);
    const key = `ssm/run 1/${commandId}/${id}/awsrunShellScript/0.awsrunShellScript/stdout`;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "outputs" }));
    expect(Contents.map(({ Key, Size }) => [Key, Size])).toEqual([[key, 9_000_000]]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "outputs", Key: key }));
    expect((await Body?.transformToString())?.slice(-3)).toBe("xxx");
    expect((await stat(join(test_.directory, "s3/outputs", key))).size).toBe(9_000_000);
  });

  test("runs five commands at once on a node", async () => {
    const ids = await Promise.all(
      Array.from({ length: 7 }, () =>
        test_.send(id, [
          "#!/bin/sh",
          "touch /tmp/at-work-$$; sleep 1.5; ls /tmp | grep -c at-work; rm /tmp/at-work-$$",
        ]),
      ),
    );
    const results = await Promise.all(ids.map((commandId) => test_.end(id, commandId)));
    const most = Math.max(...results.map(({ StandardOutputContent }) => Number(StandardOutputContent)));
    expect(most).toBe(5);
  });

  test("does not run the script that a fault fails, and says so", async () => {
    expect(await test_.run(id, ["touch /tmp/ran"], { Comment: "fail me" })).toMatchObject({
      Status: "Failed",
      ResponseCode: 3,
      StandardErrorContent: expect.stringContaining("a fault gave it exit code 3") as string,
    });
    expect(await readdir(join(test_.directory, "instances", id, "tmp"))).not.toContain("ran");
  });

  test("runs a script again after the reboot it asked for with 194", async () => {
    const script = ["if [ -e /opt/phase ]; then echo after; exit 0; fi", "touch /opt/phase", "exit 194"];
    expect(await test_.run(id, script)).toMatchObject({ Status: "Success", StandardOutputContent: "after\n" });
  });

  test("describes the node as online", async () => {
    const { InstanceInformationList } = await test_.ssm.send(
      new DescribeInstanceInformationCommand({ Filters: [{ Key: "InstanceIds", Values: [id] }] }),
    );
    expect(InstanceInformationList).toMatchObject([{ InstanceId: id, PingStatus: "Online", PlatformType: "Linux" }]);
  });
});
