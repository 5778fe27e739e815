import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsCommandInput,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSpotPriceHistoryCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud({ images: { "ami-1": {} }, capacity: { pools: [{ zone: "b", price: 0.04 }] } });
});
afterAll(() => test_[Symbol.asyncDispose]());

test("zones are found by name, by id and by filter, with what was recorded of them", async () => {
  const zones = async (input: object) =>
    (await test_.ec2.send(new DescribeAvailabilityZonesCommand(input))).AvailabilityZones ?? [];
  const [one] = await zones({ ZoneIds: ["use1-az1"] });
  expect(one).toMatchObject({
    ZoneName: "us-east-1b",
    GroupName: "us-east-1-zg-1",
    GroupLongName: "US East (N. Virginia) 1",
    NetworkBorderGroup: "us-east-1",
    Messages: [],
  });
  expect(await zones({ Filters: [{ Name: "zone-type", Values: ["availability-zone"] }] })).toHaveLength(6);
  await expect(zones({ ZoneIds: ["use1-az9"] })).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

test("instance types have their vCPUs and memory, in pages of five to a hundred", async () => {
  const types = async (input: object) => await test_.ec2.send(new DescribeInstanceTypesCommand(input));
  const { InstanceTypes = [] } = await types({ InstanceTypes: ["c7i.2xlarge", "r7g.large", "t3.micro"] });
  const facts = InstanceTypes.map(({ VCpuInfo, MemoryInfo, ProcessorInfo }) => [
    VCpuInfo?.DefaultVCpus,
    MemoryInfo?.SizeInMiB,
    ProcessorInfo?.SupportedArchitectures?.[0],
  ]);
  expect(facts).toEqual([
    [8, 16_384, "x86_64"],
    [2, 16_384, "arm64"],
    [2, 1024, "x86_64"],
  ]);
  const first = await types({ MaxResults: 5 });
  expect(first.InstanceTypes).toHaveLength(5);
  expect((await types({ MaxResults: 5, NextToken: first.NextToken })).InstanceTypes).toHaveLength(5);
  await expect(types({ InstanceTypes: ["fast.one"] })).rejects.toMatchObject({
    name: "InvalidInstanceType",
    message: "The following supplied instance types do not exist: [fast.one]",
  });
  await expect(types({ MaxResults: 101 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

test("the history of spot prices says what a pool costs", async () => {
  const input = { InstanceTypes: ["c7i.large" as const], ProductDescriptions: ["Linux/UNIX"] };
  const { SpotPriceHistory = [] } = await test_.ec2.send(new DescribeSpotPriceHistoryCommand(input));
  const prices = Object.fromEntries(
    SpotPriceHistory.map(({ AvailabilityZone, SpotPrice }) => [AvailabilityZone, SpotPrice]),
  );
  expect([prices["us-east-1a"], prices["us-east-1b"]]).toEqual(["0.100000", "0.040000"]);
});

test("images are those that were declared", async () => {
  const images = async (input: object) => (await test_.ec2.send(new DescribeImagesCommand(input))).Images ?? [];
  expect(await images({ Owners: ["self"] })).toMatchObject([{ ImageId: "ami-1", State: "available" }]);
  expect(await images({ Owners: ["amazon"] })).toEqual([]);
  await expect(images({ ImageIds: ["ami-2"] })).rejects.toMatchObject({ name: "InvalidAMIID.NotFound" });
  await expect(images({ ImageIds: ["image"] })).rejects.toMatchObject({ name: "InvalidAMIID.Malformed" });
});

test("there is one VPC with its groups, keys, regions and no address", async () => {
  const { Vpcs = [] } = await test_.ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "isDefault", Values: ["true"] }] }),
  );
  expect(Vpcs).toHaveLength(1);
  const { SecurityGroups = [] } = await test_.ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ["default"] }));
  expect(SecurityGroups[0]?.VpcId).toBe(Vpcs[0]?.VpcId);
  const { KeyPairs = [] } = await test_.ec2.send(new DescribeKeyPairsCommand({ KeyNames: ["mine"] }));
  expect(KeyPairs[0]?.KeyName).toBe("mine");
  const { Regions = [] } = await test_.ec2.send(new DescribeRegionsCommand({ RegionNames: ["eu-west-1"] }));
  expect(Regions).toMatchObject([{ Endpoint: "ec2.eu-west-1.amazonaws.com" }]);
  expect((await test_.ec2.send(new DescribeAddressesCommand({}))).Addresses ?? []).toEqual([]);
});

test.each([
  ["a VPC", new DescribeVpcsCommand({ VpcIds: ["vpc-0123456789abcdef0"] }), "InvalidVpcID.NotFound"],
  ["a group's id", new DescribeSecurityGroupsCommand({ GroupIds: ["group"] }), "InvalidGroupId.Malformed"],
  ["a group's name", new DescribeSecurityGroupsCommand({ GroupNames: ["none"] }), "InvalidGroup.NotFound"],
  ["a key", new DescribeKeyPairsCommand({ KeyPairIds: ["key-0123456789abcdef0"] }), "InvalidKeyPair.NotFound"],
  ["a region", new DescribeRegionsCommand({ RegionNames: ["moon-1"] }), "InvalidParameterValue"],
  ["an address", new DescribeAddressesCommand({ AllocationIds: ["eipalloc-1"] }), "InvalidAllocationID.NotFound"],
  [
    "an interface",
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ["eni-00000000"] }),
    "InvalidNetworkInterfaceID.NotFound",
  ],
])("%s that is not there is refused", async (_, command, name) => {
  await expect(test_.ec2.send(command)).rejects.toMatchObject({ name });
});

test.each([
  ["instances", DescribeInstancesCommand],
  ["statuses", DescribeInstanceStatusCommand],
  ["types", DescribeInstanceTypesCommand],
  ["images", DescribeImagesCommand],
  ["VPCs", DescribeVpcsCommand],
  ["security groups", DescribeSecurityGroupsCommand],
  ["key pairs", DescribeKeyPairsCommand],
  ["regions", DescribeRegionsCommand],
  ["addresses", DescribeAddressesCommand],
  ["network interfaces", DescribeNetworkInterfacesCommand],
  ["prices", DescribeSpotPriceHistoryCommand],
  ["subnets", DescribeSubnetsCommand],
  ["volumes", DescribeVolumesCommand],
  ["zones", DescribeAvailabilityZonesCommand],
] as unknown as readonly (readonly [string, typeof DescribeVpcsCommand])[])(
  "%s are not filtered by a name that is none, whether there are any or not",
  async (_, Command) => {
    const Filters = [{ Name: "colour", Values: ["red"] }];
    await expect(test_.ec2.send(new Command({ Filters }))).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "The filter 'colour' is invalid",
    });
  },
);

test("a token goes on with the list that gave it, and no other", async () => {
  const { NextToken } = await test_.ec2.send(new DescribeSubnetsCommand({ MaxResults: 5 }));
  expect((await test_.ec2.send(new DescribeSubnetsCommand({ MaxResults: 5, NextToken }))).Subnets).toHaveLength(1);
  const Filters = [{ Name: "state", Values: ["available"] }];
  await expect(test_.ec2.send(new DescribeSubnetsCommand({ Filters, NextToken }))).rejects.toMatchObject({
    name: "InvalidParameterValue",
  });
  await expect(test_.ec2.send(new DescribeSubnetsCommand({ NextToken: "MA" }))).rejects.toMatchObject({
    name: "InvalidParameterValue",
  });
});

test("versions of a launch template are found by number, alias and range", async () => {
  const name = { LaunchTemplateName: "ranged" };
  const data = (InstanceType: "c7i.large" | "m7i.large") => ({
    LaunchTemplateData: { ImageId: "ami-1", InstanceType },
  });
  await test_.ec2.send(new CreateLaunchTemplateCommand({ ...name, ...data("c7i.large") }));
  for (let version = 2; version <= 4; version += 1) {
    await test_.ec2.send(new CreateLaunchTemplateVersionCommand({ ...name, ...data("m7i.large") }));
  }
  const versions = async (
    input: DescribeLaunchTemplateVersionsCommandInput,
  ): Promise<readonly (number | undefined)[]> => {
    const { LaunchTemplateVersions = [] } = await test_.ec2.send(new DescribeLaunchTemplateVersionsCommand(input));
    return LaunchTemplateVersions.map(({ VersionNumber }) => VersionNumber);
  };
  expect(await versions({ ...name, Versions: ["$Latest", "$Default", "2"] })).toEqual([4, 1, 2]);
  expect(await versions({ ...name, MinVersion: "2", MaxVersion: "3" })).toEqual([3, 2]);
  expect(await versions({ ...name, Filters: [{ Name: "instance-type", Values: ["c7i.*"] }] })).toEqual([1]);
  expect(await versions({ Versions: ["$Latest"] })).toEqual([4]);
  await expect(versions({ ...name, Versions: ["1"], MinVersion: "1" })).rejects.toMatchObject({
    name: "InvalidParameterCombination",
  });
  await expect(versions({ ...name, Versions: ["newest"] })).rejects.toMatchObject({
    name: "InvalidLaunchTemplateVersion.Malformed",
  });
  await expect(versions({})).rejects.toMatchObject({ name: "MissingParameter" });
});

const disk = (DeviceName: string, Ebs: object): Partial<RunInstancesCommandInput> => ({
  BlockDeviceMappings: [{ DeviceName, Ebs }],
});

test.each([
  ["a root disk smaller than its image", disk("/dev/xvda", { VolumeSize: 4 }), "InvalidBlockDeviceMapping"],
  ["a cold disk of 10 GiB", disk("/dev/sdf", { VolumeSize: 10, VolumeType: "sc1" }), "InvalidBlockDeviceMapping"],
  ["a disk above all limits", disk("/dev/sdf", { VolumeSize: 70_000 }), "InvalidBlockDeviceMapping"],
  ["a disk of no size", disk("/dev/sdf", { VolumeType: "gp3" }), "MissingParameter"],
  ["a disk of a type that is none", disk("/dev/sdf", { VolumeSize: 10, VolumeType: "gp9" }), "InvalidParameterValue"],
  ["a fast disk without its speed", disk("/dev/sdf", { VolumeSize: 10, VolumeType: "io2" }), "MissingParameter"],
  ["no root", { BlockDeviceMappings: [{ DeviceName: "/dev/xvda", NoDevice: "" }] }, "InvalidBlockDeviceMapping"],
  [
    "a device twice",
    { BlockDeviceMappings: ["", ""].map((NoDevice) => ({ DeviceName: "/dev/sdf", NoDevice })) },
    "InvalidBlockDeviceMapping",
  ],
  ["user data that is not base64", { UserData: "#!/bin/sh" }, "InvalidUserData.Malformed"],
])("%s is refused", async (_, input, name) => {
  const launch = {
    ImageId: "ami-1",
    InstanceType: "c7i.large",
    MinCount: 1,
    MaxCount: 1,
    DryRun: true,
    ...input,
  } as const;
  await expect(test_.ec2.send(new RunInstancesCommand(launch))).rejects.toMatchObject({ name });
  if (name !== "InvalidUserData.Malformed") return;
  const LaunchTemplateData = { UserData: "#!/bin/sh" };
  const template = new CreateLaunchTemplateCommand({ LaunchTemplateName: "unencoded", LaunchTemplateData });
  await expect(test_.ec2.send(template)).rejects.toMatchObject({ name });
});
