import type { RunInstancesCommandInput, TagSpecification } from "@aws-sdk/client-ec2";

import type { Market, Pool } from "../pools/pool.ts";
import { TAGS } from "../tags.ts";
import { clientToken } from "./client-token.ts";
import { type LaunchSpec, watchdogOf } from "./spec.ts";
import { watchdogUserData } from "./user-data.ts";

/** One instance in one pool. */
export function requestOf(spec: LaunchSpec, pool: Pool): RunInstancesCommandInput {
  return {
    ...machineOf(spec, pool.market),
    MinCount: 1,
    MaxCount: 1,
    InstanceType: pool.instanceType as RunInstancesCommandInput["InstanceType"],
    SubnetId: pool.subnetId,
    ClientToken: tokenOf(spec, pool),
    ...(pool.market === "on-demand"
      ? {}
      : {
          InstanceMarketOptions: {
            MarketType: "spot",
            SpotOptions: { SpotInstanceType: "one-time", InstanceInterruptionBehavior: "terminate" },
          },
        }),
  };
}

export function tokenOf(spec: LaunchSpec, { instanceType, subnetId, market }: Pool): string {
  return clientToken(spec, instanceType, subnetId, market);
}

type Machine = Pick<
  RunInstancesCommandInput,
  | "ImageId"
  | "InstanceInitiatedShutdownBehavior"
  | "BlockDeviceMappings"
  | "MetadataOptions"
  | "TagSpecifications"
  | "UserData"
  | "SecurityGroupIds"
  | "IamInstanceProfile"
  | "KeyName"
>;

/** What every pool has in common: the machine without its type, place and market. */
export function machineOf(spec: LaunchSpec, market: Market): Machine {
  const { volumeSize = 30, volumeType = "gp3" } = spec;
  const watchdog = watchdogOf(spec);
  return {
    ImageId: spec.imageId,
    // Without it, a shutdown from inside leaves a stopped instance whose volume is billed.
    InstanceInitiatedShutdownBehavior: "terminate",
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/xvda",
        Ebs: { VolumeSize: volumeSize, VolumeType: volumeType as "gp3", DeleteOnTermination: true },
      },
    ],
    MetadataOptions: { HttpTokens: "required" },
    TagSpecifications: tagSpecifications(spec, [
      "instance",
      "volume",
      ...(market === "spot" ? ["spot-instances-request"] : []),
    ]),
    ...(watchdog === undefined ? {} : { UserData: Buffer.from(watchdogUserData(watchdog)).toString("base64") }),
    ...(spec.securityGroupIds === undefined ? {} : { SecurityGroupIds: [...spec.securityGroupIds] }),
    ...(spec.iamInstanceProfile === undefined ? {} : { IamInstanceProfile: { Name: spec.iamInstanceProfile } }),
    ...(spec.keyName === undefined ? {} : { KeyName: spec.keyName }),
  };
}

export function tagSpecifications(spec: LaunchSpec, resources: readonly string[]): TagSpecification[] {
  const tags = {
    ...spec.tags,
    Name: spec.name,
    [TAGS.run]: spec.runId,
    [TAGS.attempt]: String(spec.attempt ?? 1),
    [TAGS.owner]: spec.owner,
    [TAGS.purpose]: spec.purpose,
    [TAGS.deadline]: spec.deadline.toISOString(),
  };
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return resources.map((ResourceType) => ({ ResourceType: ResourceType as "instance", Tags }));
}
