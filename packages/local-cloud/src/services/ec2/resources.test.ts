/** @module-tag slow */
import {
  CancelSpotInstanceRequestsCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeInstanceStatusCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
});
afterAll(() => test_[Symbol.asyncDispose]());

const SPOT = { InstanceMarketOptions: { MarketType: "spot" } } as const;

async function launch(input: Partial<RunInstancesCommandInput> = {}): Promise<readonly string[]> {
  const spec = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1, ...input } as const;
  const { Instances = [] } = await test_.ec2.send(new RunInstancesCommand(spec));
  return Instances.map(({ InstanceId }) => InstanceId ?? "");
}

async function ids(input: DescribeInstancesCommandInput): Promise<readonly (string | undefined)[]> {
  const { Reservations = [] } = await test_.ec2.send(new DescribeInstancesCommand(input));
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
}

async function ended(id: string): Promise<void> {
  await test_.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await until(() => test_.cloud.instances().some((one) => one.instanceId === id && one.state === "terminated"));
}

const tagsOf = async (id: string): Promise<unknown> => {
  const { Tags = [] } = await test_.ec2.send(
    new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }] }),
  );
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
};

test("a launch tags what it makes, each kind with its own", async () => {
  const kinds = ["instance", "volume", "network-interface", "spot-instances-request"] as const;
  const TagSpecifications = kinds.map((ResourceType) => ({
    ResourceType,
    Tags: [{ Key: "kind", Value: ResourceType }],
  }));
  const [id = ""] = await launch({ ...SPOT, TagSpecifications });
  const { Reservations } = await test_.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  const instance = Reservations?.[0]?.Instances?.[0];
  const made = [
    id,
    instance?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId,
    instance?.NetworkInterfaces?.[0]?.NetworkInterfaceId,
    instance?.SpotInstanceRequestId,
  ];
  expect(await Promise.all(made.map((each) => tagsOf(each ?? "")))).toEqual(kinds.map((kind) => ({ kind })));
});

test("tags are changed and deleted, by key, by value, or all of a user's own", async () => {
  const [id = ""] = await launch();
  const Resources = [id];
  const Tags = ["a", "b", "c", "d"].map((Key) => ({ Key, Value: Key }));
  await test_.ec2.send(new CreateTagsCommand({ Resources, Tags }));
  await test_.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: "a" }, { Key: "b", Value: "other" }] }));
  expect(await tagsOf(id)).toEqual({ b: "b", c: "c", d: "d" });
  await test_.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: "b", Value: "b" }] }));
  expect(await tagsOf(id)).toEqual({ c: "c", d: "d" });
  await test_.ec2.send(new DeleteTagsCommand({ Resources }));
  expect(await tagsOf(id)).toEqual({});
});

test("tags that EC2 does not take are refused, and none is put on", async () => {
  const [id = ""] = await launch();
  const put = (Tags: { Key: string; Value: string }[], ...others: string[]): Promise<unknown> =>
    test_.ec2.send(new CreateTagsCommand({ Resources: [id, ...others], Tags }));
  await expect(put([{ Key: "aws:mine", Value: "x" }])).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(put([{ Key: "x".repeat(129), Value: "x" }])).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: String(index), Value: "" }));
  await expect(put(many)).rejects.toMatchObject({ name: "TagLimitExceeded" });
  const gone = put([{ Key: "a", Value: "b" }], "i-0123456789abcdef0");
  await expect(gone).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
  expect(await tagsOf(id)).toEqual({});
});

test("a volume ends with its instance, unless it was to stay: then it is an orphan that can be deleted", async () => {
  const disk = (DeviceName: string, DeleteOnTermination: boolean) => ({
    DeviceName,
    Ebs: { VolumeSize: 30, VolumeType: "gp3" as const, DeleteOnTermination },
  });
  const tags = { ResourceType: "volume" as const, Tags: [{ Key: "Run", Value: "orphans" }] };
  const BlockDeviceMappings = [disk("/dev/xvda", true), disk("/dev/sdf", false)];
  const [id = ""] = await launch({ BlockDeviceMappings, TagSpecifications: [tags] });
  const volumes = async (): Promise<readonly string[]> => {
    const Filters = [{ Name: "tag:Run", Values: ["orphans"] }];
    const { Volumes = [] } = await test_.ec2.send(new DescribeVolumesCommand({ Filters }));
    return Volumes.map(({ State, Size, Attachments = [] }) => `${State} ${Size} ${Attachments[0]?.Device ?? "-"}`);
  };
  expect(await volumes()).toEqual(["in-use 30 /dev/xvda", "in-use 30 /dev/sdf"]);
  const attached = { Filters: [{ Name: "attachment.instance-id", Values: [id] }] };
  const { Volumes } = await test_.ec2.send(new DescribeVolumesCommand(attached));
  const VolumeId = Volumes?.[1]?.VolumeId ?? "";
  const remove = new DeleteVolumeCommand({ VolumeId });
  await expect(test_.ec2.send(remove)).rejects.toMatchObject({ name: "VolumeInUse" });
  await ended(id);
  expect(await volumes()).toEqual(["available 30 -"]);
  await test_.ec2.send(remove);
  expect(await volumes()).toEqual([]);
  await expect(test_.ec2.send(remove)).rejects.toMatchObject({ name: "InvalidVolume.NotFound" });
});

test("a spot request is cancelled and its instance goes on", async () => {
  const [id = ""] = await launch(SPOT);
  const request = async () => {
    const Filters = [{ Name: "instance-id", Values: [id] }];
    return (await test_.ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters }))).SpotInstanceRequests?.[0];
  };
  const SpotInstanceRequestIds = [(await request())?.SpotInstanceRequestId ?? ""];
  const cancel = new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds });
  const { CancelledSpotInstanceRequests } = await test_.ec2.send(cancel);
  expect(CancelledSpotInstanceRequests).toMatchObject([{ State: "cancelled" }]);
  expect(await request()).toMatchObject({
    State: "cancelled",
    Status: { Code: "request-canceled-and-instance-running" },
  });
  expect(
    await ids({ InstanceIds: [id], Filters: [{ Name: "instance-state-name", Values: ["pending", "running"] }] }),
  ).toEqual([id]);
  await ended(id);
  expect(await request()).toMatchObject({ State: "cancelled", Status: { Code: "instance-terminated-by-user" } });
  const none = new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds: ["sir-00000000"] });
  await expect(test_.ec2.send(none)).rejects.toMatchObject({ name: "InvalidSpotInstanceRequestID.NotFound" });
});

test("lists come in pages, of no fewer than five and not beside ids", async () => {
  for (let made = 0; made < 7; made += 1) await launch({ KeyName: "paged" });
  const Filters = [{ Name: "key-name", Values: ["paged"] }];
  const first = await test_.ec2.send(new DescribeInstancesCommand({ Filters, MaxResults: 5 }));
  expect(first.Reservations).toHaveLength(5);
  const second = await test_.ec2.send(
    new DescribeInstancesCommand({ Filters, MaxResults: 5, NextToken: first.NextToken }),
  );
  expect([second.Reservations?.length, second.NextToken]).toEqual([2, undefined]);
  await expect(ids({ MaxResults: 4 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(ids({ MaxResults: 5, NextToken: "nonsense" })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const [id = ""] = await launch();
  await expect(ids({ MaxResults: 5, InstanceIds: [id] })).rejects.toMatchObject({
    name: "InvalidParameterCombination",
  });
  const statuses = new DescribeInstanceStatusCommand({ InstanceIds: [id], IncludeAllInstances: true });
  expect((await test_.ec2.send(statuses)).InstanceStatuses).toHaveLength(1);
});

test("filters know groups, zones and states, with wildcards", async () => {
  const [id = ""] = await launch({
    SubnetId: "subnet-f",
    SecurityGroupIds: ["sg-one", "sg-two"],
    InstanceType: "r7a.large",
  });
  const by = (Name: string, ...Values: string[]): Promise<readonly (string | undefined)[]> =>
    ids({
      Filters: [
        { Name: "instance-type", Values: ["r7a.*"] },
        { Name, Values },
      ],
    });
  expect(await by("instance.group-id", "sg-two")).toEqual([id]);
  expect(await by("availability-zone", "us-east-1?")).toEqual([id]);
  expect(await by("subnet-id", "subnet-e", "subnet-f")).toEqual([id]);
  expect(await by("instance-state-code", "80")).toEqual([]);
});

test("termination protection refuses the call, and spot instances cannot have it", async () => {
  const [id = ""] = await launch({ DisableApiTermination: true });
  await expect(ended(id)).rejects.toMatchObject({ name: "OperationNotPermitted" });
  const off = { InstanceId: id, DisableApiTermination: { Value: false } };
  await test_.ec2.send(new ModifyInstanceAttributeCommand(off));
  await ended(id);
  await expect(launch({ ...SPOT, DisableApiTermination: true })).rejects.toMatchObject({
    name: "UnsupportedOperation",
  });
});

const spotOptions = (SpotOptions: object): Partial<RunInstancesCommandInput> => ({
  InstanceMarketOptions: { MarketType: "spot", SpotOptions },
});

test.each<[string, Partial<RunInstancesCommandInput>, string]>([
  ["an end for a one-time request", spotOptions({ ValidUntil: new Date(0) }), "InvalidParameterCombination"],
  ["a price below a tenth of a cent", spotOptions({ MaxPrice: "0.0005" }), "InvalidParameterValue"],
  ["a price that is not a number", spotOptions({ MaxPrice: "cheap" }), "InvalidParameterValue"],
  [
    "a one-time request that stops",
    spotOptions({ InstanceInterruptionBehavior: "stop" }),
    "InvalidParameterCombination",
  ],
  [
    "a subnet beside network interfaces",
    { SubnetId: "subnet-a", NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: "subnet-a" }] },
    "InvalidParameterCombination",
  ],
  [
    "groups beside network interfaces",
    { SecurityGroupIds: ["sg-1"], NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: "subnet-a" }] },
    "InvalidParameterCombination",
  ],
  ["fewer at most than at least", { MinCount: 2, MaxCount: 1 }, "InvalidParameterValue"],
  ["no instance at all", { MinCount: 0, MaxCount: 0 }, "InvalidParameterValue"],
  ["a type that does not exist", { InstanceType: "large" as "c7i.large" }, "InvalidParameterValue"],
  ["a zone that does not exist", { Placement: { AvailabilityZone: "us-east-1x" } }, "InvalidParameterValue"],
  ["a token that is too long", { ClientToken: "x".repeat(65) }, "InvalidParameterValue"],
  [
    "tags for a spot request that there will not be",
    { TagSpecifications: [{ ResourceType: "spot-instances-request", Tags: [{ Key: "a", Value: "b" }] }] },
    "InvalidParameterValue",
  ],
  [
    "tags for what a launch does not make",
    { TagSpecifications: [{ ResourceType: "snapshot", Tags: [{ Key: "a", Value: "b" }] }] },
    "InvalidParameterValue",
  ],
  ["no image", { ImageId: undefined }, "MissingParameter"],
  ["an unknown shutdown behaviour", { InstanceInitiatedShutdownBehavior: "halt" as "stop" }, "InvalidParameterValue"],
])("a launch with %s is refused", async (_, input, name) => {
  await expect(launch(input)).rejects.toMatchObject({ name });
});
