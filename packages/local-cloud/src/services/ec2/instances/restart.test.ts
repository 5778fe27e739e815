/** @module-tag slow */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  CreateTagsCommand,
  DescribeFleetsCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";

import { startTestCloud } from "../../../../testing/cloud.ts";

test("launch templates, fleets and their tokens, tags and orphaned volumes are there after a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "ec2-restart-"));
  const disk = { DeviceName: "/dev/sdf", Ebs: { VolumeSize: 5, DeleteOnTermination: false } };
  const create = new CreateFleetCommand({
    Type: "instant",
    ClientToken: "kept-1",
    TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: "spot" },
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: "kept", Version: "1" },
        Overrides: [{ SubnetId: "subnet-b" }],
      },
    ],
  });
  const first = await startTestCloud({ directory, keep: true });
  await first.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "kept",
      LaunchTemplateData: { ImageId: "ami-1", InstanceType: "c7i.large", BlockDeviceMappings: [disk] },
    }),
  );
  const { FleetId = "", Instances } = await first.ec2.send(create);
  const id = Instances?.[0]?.InstanceIds?.[0] ?? "";
  await first.ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "later", Value: "on" }] }));
  await first.cloud.stop();

  await using second = await startTestCloud({ directory, keep: true });
  expect((await second.ec2.send(create)).Instances).toEqual(Instances);
  const { Fleets } = await second.ec2.send(new DescribeFleetsCommand({ FleetIds: [FleetId] }));
  expect(Fleets).toMatchObject([{ FleetId, Instances: [{ InstanceIds: [id] }] }]);
  const { Reservations } = await second.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  expect(Reservations?.[0]?.Instances).toMatchObject([{ State: { Name: "terminated" } }]);
  expect(Reservations?.[0]?.Instances?.[0]?.Tags).toContainEqual({ Key: "later", Value: "on" });
  const { Volumes } = await second.ec2.send(new DescribeVolumesCommand({}));
  expect(Volumes).toMatchObject([{ State: "available", Size: 5 }]);
  await rm(directory, { recursive: true, force: true });
});
