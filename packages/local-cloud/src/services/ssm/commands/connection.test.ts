/** @module-tag slow */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  ListCommandsCommand,
  SendCommandCommand,
} from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../../testing/cloud.ts";

/** What the command of that comment suffers. */
async function faulty(): Promise<TestCloud> {
  return await startTestCloud({
    clock: rehearsalClock({ rate: 60 }),
    faults: {
      command: ({ comment }) => {
        if (comment === "lost") return { kind: "connection-lost" };
        if (comment === "lost for 20 s") return { kind: "connection-lost", lasts: 20 };
        if (comment === "undeliverable") return { kind: "undeliverable" };
        if (comment === "timed out") return { kind: "timed-out" };
        if (comment === "truncated") return { kind: "truncated" };
        if (comment === "no upload") return { kind: "upload-refused" };
        return comment === "denied" ? { kind: "refused", statusDetails: "AccessDenied" } : undefined;
      },
    },
  });
}

async function ping(test_: TestCloud): Promise<string | undefined> {
  const { InstanceInformationList = [] } = await test_.ssm.send(new DescribeInstanceInformationCommand({}));
  return InstanceInformationList[0]?.PingStatus;
}

function file(test_: TestCloud, id: string, path: string): string {
  return join(test_.directory, "instances", id, path);
}

describe("an agent that is not connected", () => {
  test("takes a command that becomes undeliverable, and is seen as lost after a while only", async () => {
    await using test_ = await startTestCloud({
      timings: { boot: 0.01, agentOnline: 0.01, undeliverable: 0.3, connectionLost: 0.2 },
    });
    const id = await test_.boot();
    test_.cloud.disconnect(id);
    expect(test_.cloud.instances()[0]?.online).toBe(false);
    expect(await ping(test_)).toBe("Online");
    const result = await test_.run(id, ["touch /opt/ran"]);
    expect(result).toMatchObject({ Status: "Failed", StatusDetails: "Undeliverable", ResponseCode: -1 });
    expect(existsSync(file(test_, id, "opt/ran"))).toBe(false);
    expect(await ping(test_)).toBe("ConnectionLost");
    expect(test_.cloud.instances()[0]?.state).toBe("running");
    test_.cloud.reconnect(id);
    expect(await ping(test_)).toBe("Online");
    expect(await test_.run(id, ["true"])).toMatchObject({ Status: "Success" });
  });

  test("that comes back in time gets what was sent meanwhile", async () => {
    await using test_ = await startTestCloud({ timings: { boot: 0.01, agentOnline: 0.01, undeliverable: 5 } });
    const id = await test_.boot();
    test_.cloud.disconnect(id, 0.1);
    expect(await test_.run(id, ["echo late"])).toMatchObject({ Status: "Success", StandardOutputContent: "late\n" });
  });

  test("leaves its command in progress until everything has expired, although the script runs on", async () => {
    await using test_ = await faulty();
    const id = await test_.boot();
    const Parameters = { commands: ["sleep 0.3; touch /opt/ran"], executionTimeout: ["60"] };
    const result = await test_.run(id, [], { Comment: "lost", Parameters, TimeoutSeconds: 30 });
    expect(result).toMatchObject({ Status: "TimedOut", StatusDetails: "DeliveryTimedOut", ResponseCode: -1 });
    expect(existsSync(file(test_, id, "opt/ran"))).toBe(true);
    test_.cloud.reconnect(id);
    const get = new GetCommandInvocationCommand({ CommandId: result.CommandId, InstanceId: id });
    expect(await test_.ssm.send(get)).toMatchObject({ StatusDetails: "DeliveryTimedOut" });
  });

  test("says how its script ended when it is back", async () => {
    await using test_ = await faulty();
    const id = await test_.boot();
    const result = await test_.run(id, ["echo done; exit 5"], { Comment: "lost for 20 s" });
    expect(result).toMatchObject({ Status: "Failed", ResponseCode: 5, StandardOutputContent: "done\n" });
  });

  test("hears of a cancellation when it is back", async () => {
    await using test_ = await startTestCloud();
    const id = await test_.boot();
    const commandId = await test_.send(id, ["sleep 60"]);
    await until(() => test_.cloud.commands()[0]?.startedAt !== undefined);
    test_.cloud.disconnect(id);
    await test_.ssm.send(new CancelCommandCommand({ CommandId: commandId }));
    expect(test_.cloud.commands()[0]?.status).toBe("Cancelling");
    test_.cloud.reconnect(id);
    expect(await test_.end(id, commandId)).toMatchObject({ Status: "Cancelled" });
  });

  test("may be planned: late, and lost for a time", async () => {
    await using test_ = await startTestCloud({
      faults: { agent: () => ({ onlineAfter: 0.3, losses: [{ after: 0.1, lasts: 0.2 }] }) },
    });
    const started = Date.now();
    const id = await test_.boot();
    expect(Date.now() - started).toBeGreaterThan(290);
    const online = (): boolean => test_.cloud.instances()[0]?.online === true;
    await until(() => !online());
    await until(online);
    expect(await test_.run(id, ["true"])).toMatchObject({ Status: "Success" });
  });

  test("that never comes online is not known to SSM", async () => {
    await using test_ = await startTestCloud({ faults: { agent: () => ({ onlineAfter: "never" }) } });
    void test_.boot().catch(() => {});
    await until(() => test_.cloud.instances()[0]?.state === "running");
    const { instanceId = "" } = test_.cloud.instances()[0] ?? {};
    await expect(test_.send(instanceId, ["true"])).rejects.toMatchObject({ name: "InvalidInstanceId" });
  });
});

describe("a command that goes wrong", () => {
  test("may be called undeliverable, with no start, while its script runs to its end", async () => {
    await using test_ = await faulty();
    const id = await test_.boot();
    const result = await test_.run(id, ["sleep 0.2; touch /opt/ran"], { Comment: "undeliverable" });
    expect(result).toMatchObject({
      Status: "Failed",
      StatusDetails: "Undeliverable",
      ResponseCode: -1,
      ExecutionStartDateTime: "",
      StandardOutputContent: "",
    });
    await until(() => existsSync(file(test_, id, "opt/ran")));
    const again = new GetCommandInvocationCommand({ CommandId: result.CommandId, InstanceId: id });
    expect(await test_.ssm.send(again)).toMatchObject({ StatusDetails: "Undeliverable" });
  });

  test("may end as if its time had passed, or have said too much before what it said", async () => {
    await using test_ = await faulty();
    const id = await test_.boot();
    expect(await test_.run(id, ["touch /opt/ran"], { Comment: "timed out" })).toMatchObject({
      Status: "TimedOut",
      StatusDetails: "ExecutionTimedOut",
      ResponseCode: 137,
    });
    expect(existsSync(file(test_, id, "opt/ran"))).toBe(false);
    const { Status, StandardOutputContent = "" } = await test_.run(id, ["echo KEY=value"], { Comment: "truncated" });
    expect([Status, StandardOutputContent.length]).toEqual(["Success", 24_000]);
    expect(StandardOutputContent).toMatch(/--output truncated--$/);
    expect(StandardOutputContent).not.toContain("KEY");
  });

  test("ends as it ended when its output cannot be uploaded, which only the node's log says", async () => {
    await using test_ = await faulty();
    const id = await test_.boot();
    const s3 = new S3Client({ endpoint: test_.cloud.environment["AWS_ENDPOINT_URL_S3"] ?? "" });
    await s3.send(new CreateBucketCommand({ Bucket: "outputs" }));
    const input = { Comment: "no upload", OutputS3BucketName: "outputs" };
    expect(await test_.run(id, ["echo x"], input)).toMatchObject({
      Status: "Success",
      StandardOutputUrl: expect.stringContaining("/outputs/") as string,
    });
    expect((await s3.send(new ListObjectsV2Command({ Bucket: "outputs" }))).KeyCount).toBe(0);
    const log = join(test_.cloud.commands()[0]?.folder ?? "", "agent.log");
    expect(await readFile(log, "utf8")).toContain("failed to upload stdout");
  });

  test("may be refused by its node", async () => {
    await using test_ = await faulty();
    const id = await test_.boot();
    expect(await test_.run(id, ["touch /opt/ran"], { Comment: "denied" })).toMatchObject({
      Status: "Failed",
      StatusDetails: "AccessDenied",
      ResponseCode: -1,
    });
    expect(existsSync(file(test_, id, "opt/ran"))).toBe(false);
  });
});

describe("a command for many nodes", () => {
  test("goes to as many at once as it may, and to no more when too many have failed", async () => {
    await using test_ = await startTestCloud();
    const ids = await Promise.all([test_.boot(), test_.boot(), test_.boot()]);
    const { Command } = await test_.ssm.send(
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: ids,
        Parameters: { commands: ["exit 1"] },
        MaxConcurrency: "1",
        MaxErrors: "1",
      }),
    );
    const ends = await Promise.all(ids.map((id) => test_.end(id, Command?.CommandId ?? "")));
    await until(() => test_.cloud.commands().every(({ status }) => status === "Failed"));
    expect(ends).toHaveLength(3);
    expect(test_.cloud.commands().map(({ statusDetails }) => statusDetails)).toEqual([
      "Failed",
      "Failed",
      "Terminated",
    ]);
  });

  test("is incomplete when fewer have failed than may", async () => {
    await using test_ = await startTestCloud();
    const ids = await Promise.all([test_.boot(), test_.boot()]);
    const input = { InstanceIds: ids, MaxErrors: "1" };
    const commandId = await test_.send("", [`[ "$AWS_SSM_INSTANCE_ID" = ${ids[0] ?? ""} ]`], input);
    await until(() => test_.cloud.commands().every(({ endedAt }) => endedAt !== undefined));
    const { Commands } = await test_.ssm.send(new ListCommandsCommand({ CommandId: commandId }));
    expect(Commands).toMatchObject([
      { Status: "Failed", StatusDetails: "Incomplete", TargetCount: 2, CompletedCount: 2, ErrorCount: 1 },
    ]);
  });

  test("that matches no node ends at once as NoInstancesInTag", async () => {
    await using test_ = await startTestCloud();
    const Targets = [{ Key: "tag:Role", Values: ["nobody"] }];
    const commandId = await test_.send("", ["true"], { InstanceIds: undefined, Targets });
    const { Commands } = await test_.ssm.send(new ListCommandsCommand({ CommandId: commandId }));
    expect(Commands).toMatchObject([{ StatusDetails: "NoInstancesInTag", TargetCount: 0, Targets }]);
  });
});
