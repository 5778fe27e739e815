/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeInstanceStatusCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  type SpotInstanceRequest,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CancelCommandCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../index.ts";

const SPOT = {
  InstanceMarketOptions: {
    MarketType: "spot",
    SpotOptions: { SpotInstanceType: "one-time", InstanceInterruptionBehavior: "terminate" },
  },
} as const;

async function describeOne(test_: TestCloud, input: DescribeInstancesCommandInput): Promise<Instance | undefined> {
  const { Reservations = [] } = await test_.ec2.send(new DescribeInstancesCommand(input));
  return Reservations.flatMap(({ Instances = [] }) => Instances)[0];
}

async function requestOf(test_: TestCloud, instanceId: string): Promise<SpotInstanceRequest | undefined> {
  const Filters = [{ Name: "instance-id", Values: [instanceId] }];
  const found = await test_.ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters }));
  return found.SpotInstanceRequests?.[0];
}

async function state(test_: TestCloud, id: string, wanted: string): Promise<void> {
  await until(() => test_.cloud.instances().some((each) => each.instanceId === id && each.state === wanted));
}

describe("EC2", () => {
  let test_: TestCloud;
  beforeAll(async () => {
    test_ = await startTestCloud({
      faults: {
        launch: ({ instanceType }) =>
          instanceType === "p5.48xlarge" ? { code: "InsufficientInstanceCapacity" } : undefined,
      },
    });
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  const launch = async (input: Partial<RunInstancesCommandInput>): Promise<readonly string[]> => {
    const spec = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1, ...input } as const;
    const { Instances = [] } = await test_.ec2.send(new RunInstancesCommand(spec));
    return Instances.map(({ InstanceId }) => InstanceId ?? "");
  };

  test("launches a spot instance with its request, tags and zone", async () => {
    const id = await test_.boot({
      ...SPOT,
      SubnetId: "subnet-0123456789abcdef0c",
      TagSpecifications: [
        { ResourceType: "instance", Tags: [{ Key: "Name", Value: "spot one" }] },
        { ResourceType: "spot-instances-request", Tags: [{ Key: "Run", Value: "7" }] },
      ],
    });
    const instance = await describeOne(test_, { InstanceIds: [id] });
    expect(instance).toMatchObject({
      State: { Name: "running", Code: 16 },
      InstanceLifecycle: "spot",
      Placement: { AvailabilityZone: "us-east-1c" },
      Tags: [{ Key: "Name", Value: "spot one" }],
      StateTransitionReason: "",
    });
    expect(await requestOf(test_, id)).toMatchObject({
      SpotInstanceRequestId: instance?.SpotInstanceRequestId,
      State: "active",
      Status: { Code: "fulfilled" },
      Type: "one-time",
      Tags: [{ Key: "Run", Value: "7" }],
    });
  });

  test("launches several on-demand instances in one reservation", async () => {
    const ids = await launch({ MaxCount: 3 });
    expect(new Set(ids).size).toBe(3);
    const { Reservations = [] } = await test_.ec2.send(new DescribeInstancesCommand({ InstanceIds: [...ids] }));
    expect(Reservations.map(({ Instances = [] }) => Instances.length)).toEqual([3]);
    expect(Reservations[0]?.Instances?.[0]?.InstanceLifecycle).toBeUndefined();
  });

  test("a client token launches once per zone, and only with the same parameters", async () => {
    const token = { ClientToken: "run-1-attempt-1", SubnetId: "subnet-a" };
    const first = await launch(token);
    expect(await launch(token)).toEqual(first);
    expect(await launch({ ...token, SubnetId: "subnet-b" })).not.toEqual(first);
    await expect(launch({ ...token, InstanceType: "m5.large" })).rejects.toMatchObject({
      name: "IdempotentParameterMismatch",
    });
    const found = await describeOne(test_, { Filters: [{ Name: "client-token", Values: ["run-1-*"] }] });
    expect(found?.InstanceId).toBe(first[0]);
    await test_.ec2.send(new TerminateInstancesCommand({ InstanceIds: [...first] }));
    await state(test_, first[0] ?? "", "terminated");
    await expect(launch(token)).rejects.toMatchObject({ name: "IdempotentInstanceTerminated" });
  });

  test("filters by tag and state, and refuses a filter that is not one", async () => {
    const [id = ""] = await launch({});
    await test_.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "Owner", Value: "me & you" }] }));
    const by = (Name: string, ...Values: string[]): Promise<Instance | undefined> =>
      describeOne(test_, { Filters: [{ Name, Values }] });
    expect((await by("tag:Owner", "me & you"))?.InstanceId).toBe(id);
    expect((await by("tag-key", "Owner"))?.InstanceId).toBe(id);
    expect(await by("instance-state-name", "stopping")).toBeUndefined();
    await expect(by("instance-flavour", "x")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const { Tags } = await test_.ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }] }),
    );
    expect(Tags).toEqual([{ Key: "Owner", Value: "me & you", ResourceId: id, ResourceType: "instance" }]);
  });

  test("terminates on request: the request closes, no reclaim is to be seen", async () => {
    const id = await test_.boot(SPOT);
    const { TerminatingInstances } = await test_.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(TerminatingInstances).toMatchObject([
      { InstanceId: id, PreviousState: { Name: "running" }, CurrentState: { Name: "shutting-down" } },
    ]);
    await state(test_, id, "terminated");
    const instance = await describeOne(test_, { InstanceIds: [id] });
    expect(instance?.StateReason?.Code).toBe("Client.UserInitiatedShutdown");
    expect(instance?.StateTransitionReason).toMatch(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/);
    expect(await requestOf(test_, id)).toMatchObject({
      State: "closed",
      Status: { Code: "instance-terminated-by-user" },
    });
    await expect(test_.run(id, ["true"])).rejects.toMatchObject({ name: "InvalidInstanceId" });
  });

  test("stops and starts with the same files; what is sent meanwhile is delivered afterwards", async () => {
    const id = await test_.boot();
    await test_.run(id, ["echo kept >/home/ec2-user/f"]);
    await test_.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await state(test_, id, "stopped");
    const sent = await test_.send(id, ["cat /home/ec2-user/f"]);
    await test_.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    expect(await test_.end(id, sent)).toMatchObject({ StandardOutputContent: "kept\n" });
  });

  test("does not stop a one-time spot instance", async () => {
    const id = await test_.boot(SPOT);
    const stop = new StopInstancesCommand({ InstanceIds: [id] });
    await expect(test_.ec2.send(stop)).rejects.toMatchObject({ name: "UnsupportedOperation" });
  });

  test.each([
    ["terminate", "terminated"],
    ["stop", "stopped"],
  ] as const)("a shutdown within an instance leads to what %s says", async (InstanceInitiatedShutdownBehavior, end) => {
    const id = await test_.boot({ InstanceInitiatedShutdownBehavior });
    await test_.send(id, ["shutdown -h now", "sleep 30"]);
    await state(test_, id, end);
    expect(test_.cloud.instances().find(({ instanceId }) => instanceId === id)?.stateReason).toBe(
      "Client.InstanceInitiatedShutdown",
    );
  });

  test("answers with EC2's own errors", async () => {
    const one = (id: string): Promise<unknown> => describeOne(test_, { InstanceIds: [id] });
    await expect(one("i-0123456789abcdef0")).rejects.toMatchObject({
      name: "InvalidInstanceID.NotFound",
      message: "The instance ID 'i-0123456789abcdef0' does not exist",
    });
    await expect(one("nonsense")).rejects.toMatchObject({ name: "InvalidInstanceID.Malformed" });
    await expect(launch({ DryRun: true })).rejects.toMatchObject({ name: "DryRunOperation" });
    await expect(launch({ InstanceType: "p5.48xlarge" })).rejects.toMatchObject({
      name: "InsufficientInstanceCapacity",
      $metadata: { httpStatusCode: 500 },
    });
  });

  test("knows an image only if it was given some", async () => {
    await using other = await startTestCloud({ images: { "ami-known": {} } });
    await expect(other.boot({ ImageId: "ami-other" })).rejects.toMatchObject({ name: "InvalidAMIID.NotFound" });
    await other.boot({ ImageId: "ami-known" });
  });

  test("describes statuses and subnets", async () => {
    const id = await test_.boot();
    const { InstanceStatuses } = await test_.ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
    expect(InstanceStatuses).toMatchObject([{ InstanceId: id, InstanceStatus: { Status: "ok" } }]);
    const { Subnets = [] } = await test_.ec2.send(new DescribeSubnetsCommand({}));
    expect(Subnets.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(
      ["a", "b", "c", "d", "e", "f"].map((zone) => `us-east-1${zone}`),
    );
  });
});

describe("a reclaim", () => {
  async function reclaimed(ssm?: "silent"): Promise<{ log: string[]; test_: TestCloud; id: string; sent: string }> {
    const test_ = await startTestCloud({
      clock: rehearsalClock({ rate: 200 }),
      timings: { boot: 1, agentOnline: 1, registration: 0.3, shutdown: 5, undeliverable: 35 },
    });
    const id = await test_.boot(SPOT);
    const sent = await test_.send(id, ["echo started", "sleep 60"]);
    await until(() => test_.cloud.commands()[0]?.startedAt !== undefined);
    const began = test_.cloud.clock.now();
    const log: string[] = [];
    const at = (event: CloudEvent): string => String(Math.round((event.at - began) / 1000));
    test_.cloud.subscribe((event) => {
      if (event.type === "instance-state") {
        const { state, spotStatus, stateReason } = event.instance;
        log.push(`${at(event)} ${state} ${spotStatus} ${stateReason ?? "-"}`);
      }
      if (event.type === "command-status") {
        const { status, statusDetails, responseCode } = event.command;
        log.push(`${at(event)} ${status} ${statusDetails} ${responseCode}`);
      }
    });
    test_.cloud.reclaim(id, ssm === undefined ? {} : { ssm });
    return { log, test_, id, sent };
  }

  test("goes in AWS's order: the request, two minutes, the instance, and SSM last", async () => {
    const { log, test_: cloud, id, sent } = await reclaimed();
    await using test_ = cloud;
    // Seventeen seconds lie between the recommendation and the notice.
    expect((await requestOf(test_, id))?.Status?.Code).toBe("fulfilled");
    await until(() => test_.cloud.instances()[0]?.spotStatus === "instance-terminated-no-capacity");
    expect((await describeOne(test_, { InstanceIds: [id] }))?.State?.Name).toBe("running");
    expect(await test_.end(id, sent)).toMatchObject({
      Status: "Failed",
      StatusDetails: "Undeliverable",
      ResponseCode: -1,
      StandardOutputContent: "",
      StandardErrorContent: "",
    });
    expect(log.map((line) => line.replace(/^\d+ /, ""))).toEqual([
      "running instance-terminated-no-capacity -",
      "shutting-down instance-terminated-no-capacity -",
      "terminated instance-terminated-no-capacity Server.SpotInstanceTermination",
      "Failed Undeliverable -1",
    ]);
    const seconds = log.map((line) => Number.parseInt(line, 10));
    // From above only loosely: at this rate a tenth of a second is twenty.
    expect(seconds[0]).toBeGreaterThanOrEqual(17);
    expect(seconds[1]! - seconds[0]!).toBeGreaterThanOrEqual(120);
    expect(seconds[1]).toBeLessThan(500);
    expect(seconds[3]! - seconds[1]!).toBeGreaterThanOrEqual(34);
    expect(await describeOne(test_, { InstanceIds: [id] })).toMatchObject({
      StateReason: { Code: "Server.SpotInstanceTermination" },
    });
  });

  test("may leave its command in progress until everything has expired", async () => {
    const { test_: cloud, id, sent } = await reclaimed("silent");
    await using test_ = cloud;
    expect(await test_.end(id, sent)).toMatchObject({ Status: "TimedOut", StatusDetails: "DeliveryTimedOut" });
  });

  test("by a fault comes with the first byte of output, and only to spot instances", async () => {
    await using test_ = await startTestCloud({
      clock: rehearsalClock({ rate: 100 }),
      faults: { command: () => ({ kind: "reclaim", noticeLead: 1 }) },
    });
    const box = await test_.boot();
    expect(await test_.run(box, ["echo fine"])).toMatchObject({ Status: "Success" });
    const spot = await test_.boot(SPOT);
    expect(await test_.run(spot, ["true"])).toMatchObject({ Status: "Success" });
    expect(await test_.run(spot, ["echo working", "sleep 60"])).toMatchObject({ StatusDetails: "Undeliverable" });
  });

  test("of an instance that cannot be reclaimed is refused by name", async () => {
    await using test_ = await startTestCloud();
    const id = await test_.boot();
    expect(() => test_.cloud.reclaim(id)).toThrow(`Instance ${id} cannot be reclaimed: it is on-demand`);
    expect(() => test_.cloud.reclaim("i-none")).toThrow("is not here");
    await expect(test_.ssm.send(new CancelCommandCommand({ CommandId: "x".repeat(36) }))).rejects.toMatchObject({
      name: "InvalidCommandId",
    });
  });
});
