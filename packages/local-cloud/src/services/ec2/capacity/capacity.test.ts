/** @module-tag slow */
import { rehearsalClock, simulatedClock } from "@alpha-engine/asl";
import {
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSubnetsCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../../testing/cloud.ts";
import { createCapacityBook } from "./capacity-book.ts";

const SPOT = { InstanceMarketOptions: { MarketType: "spot" } } as const;

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
});
beforeEach(() => test_.cloud.capacity.clear());
afterAll(() => test_[Symbol.asyncDispose]());

async function launch(
  input: Partial<RunInstancesCommandInput> = {},
  { ec2 }: Pick<TestCloud, "ec2"> = test_,
): Promise<readonly string[]> {
  const spec = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1, ...input } as const;
  const { Instances = [] } = await ec2.send(new RunInstancesCommand(spec));
  return Instances.map(({ InstanceId }) => InstanceId ?? "");
}

test("a pool gives as many instances as it has, and again when one has ended", async () => {
  test_.cloud.capacity.set({ available: 0 });
  test_.cloud.capacity.set({ instanceType: "c7i.large", zone: "c", available: 2 });
  const there = { ...SPOT, SubnetId: "subnet-c" };
  const [first = ""] = await launch(there);
  await launch(there);
  await expect(launch(there)).rejects.toMatchObject({
    name: "InsufficientInstanceCapacity",
    $fault: "server",
    $metadata: { httpStatusCode: 500 },
    message: "There is no Spot capacity available that matches your request.",
  });
  await expect(launch({ ...SPOT, SubnetId: "subnet-a" })).rejects.toMatchObject({
    name: "InsufficientInstanceCapacity",
  });
  await expect(launch({ ...there, InstanceType: "c7i.xlarge" })).rejects.toMatchObject({
    name: "InsufficientInstanceCapacity",
  });
  await test_.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first] }));
  await until(() => test_.cloud.instances().some((one) => one.instanceId === first && one.state === "terminated"));
  expect(await launch(there)).toHaveLength(1);
});

test("as many are launched as there are above the minimum, and none below it", async () => {
  test_.cloud.capacity.set({ instanceType: "m7i.large", available: 2 });
  const five = { InstanceType: "m7i.large", SubnetId: "subnet-b", MaxCount: 5 } as const;
  expect(await launch({ ...five, MinCount: 1 })).toHaveLength(2);
  await expect(launch({ ...five, SubnetId: "subnet-d", MinCount: 3 })).rejects.toMatchObject({
    name: "InsufficientInstanceCapacity",
  });
});

test("without a place the launch goes to a zone that has capacity", async () => {
  test_.cloud.capacity.set({ instanceType: "r7i.large", available: 0 });
  test_.cloud.capacity.set({ instanceType: "r7i.large", zone: "us-east-1e", available: 1 });
  const [id = ""] = await launch({ InstanceType: "r7i.large" });
  expect(test_.cloud.instances().find(({ instanceId }) => instanceId === id)?.availabilityZone).toBe("us-east-1e");
});

test("capacity holds from when to when", async () => {
  const clock = simulatedClock();
  const capacity = { pools: [{ available: 0, from: 10, until: 20 }] };
  const book = createCapacityBook({ clock, began: clock.now(), zones: ["us-east-1a"], capacity, occupants: () => [] });
  const pool = { instanceType: "c7i.large", zone: "us-east-1a", lifecycle: "spot" } as const;
  const rooms = [book.room(pool)];
  await clock.advance(10_000);
  rooms.push(book.room(pool));
  await clock.advance(10_000);
  rooms.push(book.room(pool));
  expect(rooms).toEqual([Infinity, 0, Infinity]);
});

test("an injected error is answered by its code, as often as it is to be", async () => {
  test_.cloud.capacity.set({ zone: "b", error: { code: "InternalError", times: 1 } });
  test_.cloud.capacity.set({ zone: "d", lifecycle: "spot", error: { code: "InsufficientHostCapacity" } });
  await expect(launch({ SubnetId: "subnet-b" })).rejects.toMatchObject({
    name: "InternalError",
    $metadata: { httpStatusCode: 500 },
  });
  expect(await launch({ SubnetId: "subnet-b" })).toHaveLength(1);
  expect(await launch({ SubnetId: "subnet-d" })).toHaveLength(1);
  await expect(launch({ ...SPOT, SubnetId: "subnet-d" })).rejects.toMatchObject({ name: "InsufficientHostCapacity" });
  const { capacity } = test_.cloud;
  expect(capacity.asked().slice(-4)).toMatchObject([
    { via: "RunInstances", zone: "us-east-1b", code: "InternalError" },
    { via: "RunInstances", zone: "us-east-1b", subnetId: "subnet-b" },
    { zone: "us-east-1d", lifecycle: "on-demand" },
    { zone: "us-east-1d", lifecycle: "spot", code: "InsufficientHostCapacity" },
  ]);
});

test("EC2 thinks as long about a pool as its rule says", async () => {
  test_.cloud.capacity.set({ zone: "a", delay: "150ms" });
  const began = performance.now();
  await launch({ SubnetId: "subnet-a" });
  expect(performance.now() - began).toBeGreaterThanOrEqual(149);
});

test("a type that a zone does not offer is Unsupported there, and not among its offerings", async () => {
  test_.cloud.capacity.set({ instanceType: "c7i.*", zone: "us-east-1e", offered: false });
  await expect(launch({ SubnetId: "subnet-e" })).rejects.toMatchObject({
    name: "Unsupported",
    message: expect.stringContaining(
      "(c7i.large) is not supported in your requested Availability Zone (us-east-1e)",
    ) as string,
  });
  const Filters = [{ Name: "instance-type", Values: ["c7i.large", "x9made-up.large"] }];
  const { InstanceTypeOfferings = [] } = await test_.ec2.send(
    new DescribeInstanceTypeOfferingsCommand({ LocationType: "availability-zone", Filters }),
  );
  const zones = (type: string): readonly string[] =>
    InstanceTypeOfferings.filter(({ InstanceType }) => InstanceType === type).map(({ Location = "" }) =>
      Location.slice(-1),
    );
  expect([zones("c7i.large").join(""), zones("x9made-up.large").join("")]).toEqual(["abcdf", "abcdef"]);
  const all = await test_.ec2.send(new DescribeInstanceTypeOfferingsCommand({ MaxResults: 5 }));
  expect(all.InstanceTypeOfferings).toHaveLength(5);
  expect(all.InstanceTypeOfferings?.[0]).toMatchObject({ LocationType: "region", Location: "us-east-1" });
  expect(all.NextToken).toBeDefined();
});

test("a spot price above the highest one asked for is SpotMaxPriceTooLow", async () => {
  test_.cloud.capacity.set({ instanceType: "c7i.large", price: 0.04 });
  const spot = (MaxPrice: string): Partial<RunInstancesCommandInput> => ({
    InstanceMarketOptions: { MarketType: "spot", SpotOptions: { MaxPrice } },
  });
  await expect(launch(spot("0.03"))).rejects.toMatchObject({ name: "SpotMaxPriceTooLow" });
  expect(await launch(spot("0.05"))).toHaveLength(1);
});

test("a stopped instance has no host, and may find none when it is to start", async () => {
  const [id = ""] = await launch({ InstanceType: "m6i.large", SubnetId: "subnet-f" });
  await until(() => test_.cloud.instances().some((one) => one.instanceId === id && one.state === "running"));
  await test_.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  await until(() => test_.cloud.instances().some((one) => one.instanceId === id && one.state === "stopped"));
  test_.cloud.capacity.set({ instanceType: "m6i.large", available: 0 });
  await expect(test_.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject({
    name: "InsufficientInstanceCapacity",
  });
});

describe("a quota of vCPUs", () => {
  test("counts a family's group and not its types, and goes on counting what has just ended", async () => {
    const clock = rehearsalClock({ rate: 60 });
    const capacity = {
      quotas: [
        { lifecycle: "spot", vcpus: 4, heldFor: 3600 },
        { lifecycle: "on-demand", vcpus: 2 },
        { lifecycle: "on-demand", vcpus: 0, group: "g" },
      ],
    } as const;
    await using limited = await startTestCloud({ clock, capacity });
    const [first = ""] = await launch({ ...SPOT, InstanceType: "c7i.large" }, limited);
    await launch({ ...SPOT, InstanceType: "m7i.large" }, limited);
    const more = (): Promise<unknown> => launch({ ...SPOT, InstanceType: "r7i.large" }, limited);
    await expect(more()).rejects.toMatchObject({ name: "MaxSpotInstanceCountExceeded" });
    await limited.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first] }));
    await until(() => limited.cloud.instances().some(({ state }) => state === "terminated"));
    await expect(more()).rejects.toMatchObject({ name: "MaxSpotInstanceCountExceeded" });
    await expect(launch({ InstanceType: "c7i.xlarge" }, limited)).rejects.toMatchObject({ name: "VcpuLimitExceeded" });
    await expect(launch({ InstanceType: "g5.xlarge" }, limited)).rejects.toMatchObject({ name: "VcpuLimitExceeded" });
    expect(await launch({ InstanceType: "c7i.large" }, limited)).toHaveLength(1);
  });
});

test("where subnets are declared there are no others, and each has the addresses it has", async () => {
  const subnets = { "subnet-one": { zone: "c", freeAddresses: 1 }, "subnet-two": { zone: "us-east-1d" } };
  await using own = await startTestCloud({ subnets });
  const { Subnets = [] } = await own.ec2.send(new DescribeSubnetsCommand({}));
  expect(Subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone])).toEqual([
    ["subnet-one", "us-east-1c"],
    ["subnet-two", "us-east-1d"],
  ]);
  await launch({ SubnetId: "subnet-one" }, own);
  await expect(launch({ SubnetId: "subnet-one" }, own)).rejects.toMatchObject({
    name: "InsufficientFreeAddressesInSubnet",
  });
  await expect(launch({ SubnetId: "subnet-three" }, own)).rejects.toMatchObject({ name: "InvalidSubnetID.NotFound" });
  const lookUp = new DescribeSubnetsCommand({ SubnetIds: ["subnet-three"] });
  await expect(own.ec2.send(lookUp)).rejects.toMatchObject({ name: "InvalidSubnetID.NotFound" });
  expect(own.cloud.instances()).toMatchObject([{ availabilityZone: "us-east-1c" }]);
});

test("an image without an agent runs and never comes online", async () => {
  const clock = rehearsalClock({ rate: 1000 });
  await using other = await startTestCloud({ clock, images: { "ami-1": { agent: false } } });
  await launch({}, other);
  await until(() => other.cloud.instances()[0]?.state === "running");
  await new Promise<void>((resolve) => clock.schedule(3_600_000, resolve));
  expect(other.cloud.instances()).toMatchObject([{ state: "running", online: false }]);
});

test("after a launch nobody can find the instance for a while, and its request even later", async () => {
  const clock = simulatedClock({ startAt: Date.now() });
  await using late = await startTestCloud({ clock, timings: { visible: 2, spotRequestVisible: 4, boot: 60 } });
  const ClientToken = "late-1";
  const [id = ""] = await launch({ ...SPOT, ClientToken }, late);
  const find = (input: object): Promise<number> =>
    late.ec2.send(new DescribeInstancesCommand(input)).then(({ Reservations = [] }) => Reservations.length);
  await expect(find({ InstanceIds: [id] })).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
  await expect(late.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject({
    name: "InvalidInstanceID.NotFound",
  });
  expect(await find({ Filters: [{ Name: "client-token", Values: [ClientToken] }] })).toBe(0);
  expect(await launch({ ...SPOT, ClientToken }, late)).toEqual([id]);
  await clock.advance(2000);
  expect(await find({ InstanceIds: [id] })).toBe(1);
});
