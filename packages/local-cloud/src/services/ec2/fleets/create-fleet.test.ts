/** @module-tag slow */
import {
  CreateFleetCommand,
  type CreateFleetCommandInput,
  type CreateFleetCommandOutput,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteFleetsCommand,
  DeleteLaunchTemplateCommand,
  DescribeFleetsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSpotInstanceRequestsCommand,
  type FleetLaunchTemplateOverridesRequest,
  type Instance,
  ModifyLaunchTemplateCommand,
  RunInstancesCommand,
  type SpotAllocationStrategy,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../../testing/cloud.ts";

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
  await test_.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "workload",
      LaunchTemplateData: {
        ImageId: "ami-1",
        InstanceType: "c7i.large",
        InstanceInitiatedShutdownBehavior: "terminate",
        TagSpecifications: [
          { ResourceType: "instance", Tags: [{ Key: "From", Value: "template" }] },
          { ResourceType: "spot-instances-request", Tags: [{ Key: "Run", Value: "7" }] },
        ],
      },
    }),
  );
});
beforeEach(() => test_.cloud.capacity.clear());
afterAll(() => test_[Symbol.asyncDispose]());

type Overrides = readonly FleetLaunchTemplateOverridesRequest[];

async function fleet(
  Overrides: Overrides,
  {
    strategy = "lowest-price",
    target = 1,
    ...more
  }: { strategy?: SpotAllocationStrategy; target?: number } & Partial<CreateFleetCommandInput> = {},
): Promise<CreateFleetCommandOutput> {
  const LaunchTemplateSpecification = { LaunchTemplateName: "workload", Version: "$Default" };
  return await test_.ec2.send(
    new CreateFleetCommand({
      Type: "instant",
      SpotOptions: { AllocationStrategy: strategy },
      TargetCapacitySpecification: { TotalTargetCapacity: target, DefaultTargetCapacityType: "spot" },
      LaunchTemplateConfigs: [{ LaunchTemplateSpecification, Overrides: [...Overrides] }],
      ...more,
    }),
  );
}

const pool = (InstanceType: string, zone: string, more: object = {}): FleetLaunchTemplateOverridesRequest => ({
  InstanceType: InstanceType as "c7i.large",
  SubnetId: `subnet-${zone}`,
  ...more,
});
const launched = ({ Instances = [] }: CreateFleetCommandOutput): readonly string[] =>
  Instances.map(
    ({ InstanceType, LaunchTemplateAndOverrides, InstanceIds = [] }) =>
      `${InstanceType} ${LaunchTemplateAndOverrides?.Overrides?.SubnetId} ${InstanceIds.length}`,
  );

async function describeOne(InstanceId = ""): Promise<Instance | undefined> {
  const { Reservations = [] } = await test_.ec2.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId] }));
  return Reservations[0]?.Instances?.[0];
}

describe("CreateFleet", () => {
  test("instant launches a spot instance by its template, with the tags of template, request and EC2", async () => {
    const answer = await fleet([pool("m7i.large", "c")], {
      TagSpecifications: [
        { ResourceType: "fleet", Tags: [{ Key: "Kind", Value: "fleet" }] },
        { ResourceType: "instance", Tags: [{ Key: "Run", Value: "8" }] },
      ],
    });
    expect(answer).toMatchObject({
      Errors: [],
      Instances: [
        {
          Lifecycle: "spot",
          InstanceType: "m7i.large",
          LaunchTemplateAndOverrides: {
            LaunchTemplateSpecification: { LaunchTemplateId: expect.stringMatching(/^lt-0/) as string, Version: "1" },
            Overrides: { InstanceType: "m7i.large", SubnetId: "subnet-c" },
          },
        },
      ],
    });
    const id = answer.Instances?.[0]?.InstanceIds?.[0] ?? "";
    const instance = await describeOne(id);
    expect(instance).toMatchObject({ InstanceLifecycle: "spot", Placement: { AvailabilityZone: "us-east-1c" } });
    const tags = Object.fromEntries((instance?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    expect(tags).toEqual({
      From: "template",
      Run: "8",
      "aws:ec2:fleet-id": answer.FleetId,
      "aws:ec2launchtemplate:id": expect.stringMatching(/^lt-/) as string,
      "aws:ec2launchtemplate:version": "1",
    });
    const { SpotInstanceRequests } = await test_.ec2.send(
      new DescribeSpotInstanceRequestsCommand({ Filters: [{ Name: "instance-id", Values: [id] }] }),
    );
    expect(SpotInstanceRequests).toMatchObject([{ Tags: [{ Key: "Run", Value: "7" }] }]);
    const { Fleets } = await test_.ec2.send(new DescribeFleetsCommand({ FleetIds: [answer.FleetId ?? ""] }));
    expect(Fleets).toMatchObject([
      {
        FleetState: "active",
        Type: "instant",
        FulfilledCapacity: 1,
        TargetCapacitySpecification: { TotalTargetCapacity: 1, SpotTargetCapacity: 1, OnDemandTargetCapacity: 0 },
        Tags: [{ Key: "Kind", Value: "fleet" }],
        Instances: [{ InstanceIds: [id] }],
      },
    ]);
  });

  test("answers 200 with an error for each pool when nothing has launched", async () => {
    test_.cloud.capacity.set({ available: 0 });
    test_.cloud.capacity.set({ zone: "e", error: { code: "UnfulfillableCapacity" } });
    const answer = await fleet([pool("c7i.large", "a"), pool("m7i.large", "b"), pool("c7i.large", "e")]);
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(answer.FleetId).toMatch(/^fleet-/);
    expect(answer.Instances).toEqual([]);
    expect(
      answer.Errors?.map(({ ErrorCode, Lifecycle, LaunchTemplateAndOverrides }) => [
        ErrorCode,
        Lifecycle,
        LaunchTemplateAndOverrides?.Overrides?.SubnetId,
      ]),
    ).toEqual([
      ["InsufficientInstanceCapacity", "spot", "subnet-a"],
      ["InsufficientInstanceCapacity", "spot", "subnet-b"],
      ["UnfulfillableCapacity", "spot", "subnet-e"],
    ]);
  });

  test("has instances and errors side by side when it got only some", async () => {
    test_.cloud.capacity.set({ available: 0 });
    test_.cloud.capacity.set({ zone: "b", instanceType: "c7i.large", available: 2 });
    const answer = await fleet([pool("c7i.large", "a"), pool("c7i.large", "b")], { target: 3 });
    expect(launched(answer)).toEqual(["c7i.large subnet-b 2"]);
    expect(answer.Errors).toHaveLength(2);
  });

  test.each([
    ["lowest-price", "c7i.large subnet-a 1"],
    ["price-capacity-optimized", "c7i.xlarge subnet-b 1"],
    ["capacity-optimized", "m7i.2xlarge subnet-c 1"],
    ["capacity-optimized-prioritized", "m7i.xlarge subnet-d 1"],
  ] as const)("chooses by %s", async (strategy, expected) => {
    test_.cloud.capacity.set({ instanceType: "c7i.large", zone: "a", available: 50, price: 0.01 });
    test_.cloud.capacity.set({ zone: "b", available: 900, price: 0.03 });
    test_.cloud.capacity.set({ zone: "c", available: 900, price: 0.09 });
    test_.cloud.capacity.set({ zone: "d", available: 60, price: 0.05 });
    test_.cloud.capacity.set({ zone: "e", available: 0, price: 0.001 });
    const answer = await fleet(
      [
        pool("m7i.2xlarge", "c", { Priority: 3 }),
        pool("c7i.large", "a"),
        pool("c7i.xlarge", "b", { Priority: 2 }),
        pool("m7i.xlarge", "d", { Priority: 1 }),
        pool("m7i.large", "e", { Priority: 0 }),
      ],
      { strategy },
    );
    // The cheapest pool of all is dry: only lowest-price runs into that.
    expect(answer.Errors?.map(({ ErrorCode }) => ErrorCode)).toEqual(
      strategy === "lowest-price" ? ["InsufficientInstanceCapacity"] : [],
    );
    expect(launched(answer)).toEqual([expected]);
  });

  test("spreads a diversified fleet over its pools", async () => {
    const answer = await fleet([pool("c7i.large", "a"), pool("c7i.large", "b")], {
      strategy: "diversified",
      target: 4,
    });
    expect(launched(answer)).toEqual(["c7i.large subnet-a 2", "c7i.large subnet-b 2"]);
  });

  test("launches none when no zone has the minimum", async () => {
    test_.cloud.capacity.set({ available: 1 });
    const answer = await fleet([pool("c6i.large", "a"), pool("c6i.large", "b")], {
      target: 3,
      SpotOptions: { AllocationStrategy: "lowest-price", SingleAvailabilityZone: true, MinTargetCapacity: 2 },
    });
    expect(answer.Instances).toEqual([]);
    expect(answer.Errors?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      "UnfulfillableCapacity",
      "UnfulfillableCapacity",
    ]);
  });

  test("mixes on-demand and spot as it is told", async () => {
    const answer = await fleet([pool("c7i.large", "a")], {
      TargetCapacitySpecification: {
        TotalTargetCapacity: 3,
        OnDemandTargetCapacity: 1,
        DefaultTargetCapacityType: "spot",
      },
    });
    expect(answer.Instances?.map(({ Lifecycle, InstanceIds = [] }) => [Lifecycle, InstanceIds.length])).toEqual([
      ["on-demand", 1],
      ["spot", 2],
    ]);
  });

  test("takes an override's zone or subnet in place of its template's", async () => {
    const data = { ImageId: "ami-1", InstanceType: "c7i.large" as const, SubnetId: "subnet-a" };
    const network = { ...data, SubnetId: undefined, NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: "subnet-a" }] };
    for (const [LaunchTemplateName, LaunchTemplateData] of [
      ["in-a", data],
      ["by-interface", network],
    ] as const) {
      await test_.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
    }
    const zoneOf = async (
      LaunchTemplateName: string,
      override: FleetLaunchTemplateOverridesRequest,
    ): Promise<unknown> => {
      const LaunchTemplateSpecification = { LaunchTemplateName, Version: "1" };
      const LaunchTemplateConfigs = [{ LaunchTemplateSpecification, Overrides: [override] }];
      const { Instances, Errors } = await fleet([], { LaunchTemplateConfigs });
      expect(Errors).toEqual([]);
      return (await describeOne(Instances?.[0]?.InstanceIds?.[0]))?.Placement?.AvailabilityZone;
    };
    expect([
      await zoneOf("in-a", {}),
      await zoneOf("in-a", { AvailabilityZone: "us-east-1c" }),
      await zoneOf("in-a", { Placement: { AvailabilityZone: "us-east-1d" } }),
      await zoneOf("in-a", { SubnetId: "subnet-e" }),
      await zoneOf("by-interface", { SubnetId: "subnet-f" }),
    ]).toEqual(["us-east-1a", "us-east-1c", "us-east-1d", "us-east-1e", "us-east-1f"]);
  });

  test("gives the same answer to the same token, and refuses it for something else", async () => {
    const first = await fleet([pool("c7i.large", "a")], { ClientToken: "fleet-1" });
    expect((await fleet([pool("c7i.large", "a")], { ClientToken: "fleet-1" })).Instances).toEqual(first.Instances);
    await expect(fleet([pool("c7i.large", "b")], { ClientToken: "fleet-1" })).rejects.toMatchObject({
      name: "IdempotentParameterMismatch",
    });
  });

  test("refuses what EC2 refuses", async () => {
    const missing = { LaunchTemplateName: "nothing", Version: "1" };
    await expect(
      fleet([], { LaunchTemplateConfigs: [{ LaunchTemplateSpecification: missing }] }),
    ).rejects.toMatchObject({ name: "InvalidLaunchTemplateName.NotFoundException" });
    const old = { LaunchTemplateName: "workload", Version: "99" };
    await expect(fleet([], { LaunchTemplateConfigs: [{ LaunchTemplateSpecification: old }] })).rejects.toMatchObject({
      name: "InvalidLaunchTemplateId.VersionNotFound",
    });
    await expect(fleet([], { SpotOptions: { MinTargetCapacity: 1 } })).rejects.toMatchObject({
      name: "InvalidParameterCombination",
    });
    await expect(fleet([pool("c7i.large", "a")], { Type: "maintain" })).rejects.toMatchObject({
      name: "UnsupportedOperation",
    });
    await expect(
      fleet([], { SpotOptions: { AllocationStrategy: "cheapest" as "lowest-price" } }),
    ).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(fleet([], { DryRun: true })).rejects.toMatchObject({ name: "DryRunOperation" });
  });
});

test("an instant fleet is deleted with its instances, and not without", async () => {
  const { FleetId = "", Instances } = await fleet([pool("c7i.large", "a")]);
  const keep = new DeleteFleetsCommand({ FleetIds: [FleetId], TerminateInstances: false });
  await expect(test_.ec2.send(keep)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const FleetIds = [FleetId, "fleet-00000000-0000-0000-0000-000000000000"];
  const answer = await test_.ec2.send(new DeleteFleetsCommand({ FleetIds, TerminateInstances: true }));
  expect(answer).toMatchObject({
    SuccessfulFleetDeletions: [{ FleetId, CurrentFleetState: "deleted_terminating", PreviousFleetState: "active" }],
    UnsuccessfulFleetDeletions: [{ Error: { Code: "fleetIdDoesNotExist" } }],
  });
  const id = Instances?.[0]?.InstanceIds?.[0];
  await until(() => test_.cloud.instances().some((one) => one.instanceId === id && one.state === "terminated"));
});

test("a launch template has versions, a default one, and a name that is taken", async () => {
  const data = { ImageId: "ami-1", InstanceType: "c7i.large" as const, SecurityGroupIds: ["sg-1"] };
  const make = new CreateLaunchTemplateCommand({ LaunchTemplateName: "versions", LaunchTemplateData: data });
  const { LaunchTemplate } = await test_.ec2.send(make);
  const LaunchTemplateId = LaunchTemplate?.LaunchTemplateId ?? "";
  await expect(test_.ec2.send(make)).rejects.toMatchObject({
    name: "InvalidLaunchTemplateName.AlreadyExistsException",
  });
  const LaunchTemplateData = { InstanceType: "m7i.large" as const };
  await test_.ec2.send(
    new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, SourceVersion: "1", LaunchTemplateData }),
  );
  const { LaunchTemplateVersions } = await test_.ec2.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }),
  );
  expect(LaunchTemplateVersions).toMatchObject([
    { VersionNumber: 2, DefaultVersion: false, LaunchTemplateData: { ImageId: "ami-1", InstanceType: "m7i.large" } },
    { VersionNumber: 1, DefaultVersion: true, LaunchTemplateData: { SecurityGroupIds: ["sg-1"] } },
  ]);
  const run = async (Version: string): Promise<string | undefined> => {
    const input = { LaunchTemplate: { LaunchTemplateId, Version }, MinCount: 1, MaxCount: 1 };
    const { Instances } = await test_.ec2.send(new RunInstancesCommand(input));
    return Instances?.[0]?.InstanceType;
  };
  expect([await run("$Default"), await run("$Latest"), await run("1")]).toEqual([
    "c7i.large",
    "m7i.large",
    "c7i.large",
  ]);
  await test_.ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: "2" }));
  expect(await run("$Default")).toBe("m7i.large");
  const found = await test_.ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ["versions"] }));
  expect(found.LaunchTemplates).toMatchObject([{ LaunchTemplateId, DefaultVersionNumber: 2, LatestVersionNumber: 2 }]);
  await test_.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
  const gone = new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [LaunchTemplateId] });
  await expect(test_.ec2.send(gone)).rejects.toMatchObject({ name: "InvalidLaunchTemplateId.NotFound" });
});
