/** @module-tag slow */
import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSpotInstanceRequestsCommand,
  GetConsoleOutputCommand,
  type Instance,
  RebootInstancesCommand,
  RequestSpotInstancesCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
});
afterAll(() => test_[Symbol.asyncDispose]());

async function describeOne(id: string): Promise<Instance | undefined> {
  const { Reservations = [] } = await test_.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations[0]?.Instances?.[0];
}

const LAUNCH = { ImageId: "ami-1", MinCount: 1, MaxCount: 1 } as const;

test.each([
  ["Server.InternalError", "Internal error on launch"],
  ["Client.InternalError", "Client error on launch"],
  ["Client.VolumeLimitExceeded", "Volume limit exceeded"],
  ["Client.InvalidKMSKey.InvalidState", "The KMS key provided is in an incorrect state"],
  ["Server.InsufficientInstanceCapacity", "Insufficient capacity to satisfy instance request"],
  ["Server.SpotInstanceTermination", "Spot instance termination"],
])("a launch that was accepted may end behind pending with %s", async (code, sentence) => {
  test_.cloud.capacity.set({ instanceType: "c5.large", error: { code, times: 1 } });
  const spot = { InstanceMarketOptions: { MarketType: "spot" as const } };
  const { Instances = [] } = await test_.ec2.send(
    new RunInstancesCommand({ ...LAUNCH, ...spot, InstanceType: "c5.large" }),
  );
  expect(Instances[0]?.State?.Name).toBe("pending");
  const id = Instances[0]?.InstanceId ?? "";
  await until(() => test_.cloud.instances().some((each) => each.instanceId === id && each.state === "terminated"));
  expect(await describeOne(id)).toMatchObject({
    StateReason: { Code: code, Message: `${code}: ${sentence}` },
    StateTransitionReason: code,
  });
  const Filters = [{ Name: "instance-id", Values: [id] }];
  const { SpotInstanceRequests = [] } = await test_.ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters }));
  expect(SpotInstanceRequests[0]?.State).toBe("closed");
});

test("a fleet says InvalidFleetConfiguration of a type that a zone lacks, and launches in another", async () => {
  test_.cloud.capacity.set({ instanceType: "m5.large", zone: "a", offered: false });
  const LaunchTemplateData = { ImageId: "ami-1", InstanceType: "m5.large" as const };
  await test_.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: "lacking", LaunchTemplateData }));
  const { Errors = [], Instances = [] } = await test_.ec2.send(
    new CreateFleetCommand({
      Type: "instant",
      TargetCapacitySpecification: { TotalTargetCapacity: 1 },
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateName: "lacking", Version: "$Latest" },
          Overrides: [{ SubnetId: "subnet-a" }, { SubnetId: "subnet-b" }],
        },
      ],
    }),
  );
  expect(Errors).toMatchObject([
    {
      ErrorCode: "InvalidFleetConfiguration",
      ErrorMessage:
        "Your requested instance type (m5.large) is not supported in your requested Availability Zone (us-east-1a).",
    },
  ]);
  expect(Instances).toHaveLength(1);
});

test("a spot instance that was requested is fulfilled, and has its request", async () => {
  const LaunchSpecification = { ImageId: "ami-1", InstanceType: "c7i.large", SubnetId: "subnet-c" } as const;
  const { SpotInstanceRequests = [] } = await test_.ec2.send(
    new RequestSpotInstancesCommand({ LaunchSpecification, SpotPrice: "0.5", InstanceCount: 1 }),
  );
  expect(SpotInstanceRequests).toMatchObject([{ State: "open", Status: { Code: "pending-evaluation" } }]);
  const SpotInstanceRequestIds = [SpotInstanceRequests[0]?.SpotInstanceRequestId ?? ""];
  const found = await test_.ec2.send(new DescribeSpotInstanceRequestsCommand({ SpotInstanceRequestIds }));
  expect(found.SpotInstanceRequests).toMatchObject([{ State: "active", Status: { Code: "fulfilled" } }]);
});

test("a running instance tells its attributes, its interface and its console, and reboots", async () => {
  const script = "#!/bin/sh\necho booted here\n";
  const id = await test_.boot({ UserData: Buffer.from(script).toString("base64") });
  const attribute = async (Attribute: "userData" | "instanceType" | "disableApiTermination") =>
    await test_.ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute }));
  expect((await attribute("instanceType")).InstanceType).toEqual({ Value: "c7i.large" });
  expect((await attribute("disableApiTermination")).DisableApiTermination).toEqual({ Value: false });
  expect(Buffer.from((await attribute("userData")).UserData?.Value ?? "", "base64").toString()).toBe(script);
  await expect(attribute("colour" as "userData")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const Filters = [{ Name: "attachment.instance-id", Values: [id] }];
  const { NetworkInterfaces = [] } = await test_.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
  expect(NetworkInterfaces).toMatchObject([{ Status: "in-use", Attachment: { InstanceId: id } }]);
  const written = async (): Promise<string> => {
    const { Output = "" } = await test_.ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
    return Buffer.from(Output, "base64").toString();
  };
  await until(async () => (await written()).includes("booted here"));
  const boot = async () => (await test_.run(id, ["cat /run/boots 2>/dev/null; echo x >>/run/boots"])).Status;
  expect(await boot()).toBe("Success");
  await test_.ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
  await until(() => test_.cloud.instances().some((each) => each.instanceId === id && each.online));
  expect((await describeOne(id))?.State?.Name).toBe("running");
});
