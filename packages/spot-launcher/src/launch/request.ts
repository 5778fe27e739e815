import { createHash } from "node:crypto";

import type { RunInstancesCommandInput, TagSpecification } from "@aws-sdk/client-ec2";

import { TAGS } from "../tags.ts";
import type { Pool } from "./pool.ts";
import type { LaunchSpec } from "./spec.ts";

/** One instance in one pool. */
export function requestOf(spec: LaunchSpec, pool: Pool): RunInstancesCommandInput {
  const { volumeSize = 30, volumeType = "gp3" } = spec;
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: spec.imageId,
    InstanceType: pool.instanceType as RunInstancesCommandInput["InstanceType"],
    SubnetId: pool.subnetId,
    ClientToken: clientToken(spec, pool),
    // Without it, a shutdown from inside leaves a stopped instance whose volume is billed.
    InstanceInitiatedShutdownBehavior: "terminate",
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/xvda",
        Ebs: { VolumeSize: volumeSize, VolumeType: volumeType as "gp3", DeleteOnTermination: true },
      },
    ],
    MetadataOptions: { HttpTokens: "required" },
    TagSpecifications: tagSpecifications(spec, pool),
    ...(spec.securityGroupIds === undefined ? {} : { SecurityGroupIds: [...spec.securityGroupIds] }),
    ...(spec.iamInstanceProfile === undefined ? {} : { IamInstanceProfile: { Name: spec.iamInstanceProfile } }),
    ...(spec.keyName === undefined ? {} : { KeyName: spec.keyName }),
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

/** Fresh for each attempt and pool: a token used again after its instance died gives IdempotentInstanceTerminated for ever. */
function clientToken({ runId, attempt = 1 }: LaunchSpec, { instanceType, subnetId, market }: Pool): string {
  return createHash("sha256")
    .update(JSON.stringify([runId, attempt, instanceType, subnetId, market]))
    .digest("hex")
    .slice(0, 64);
}

function tagSpecifications(spec: LaunchSpec, pool: Pool): TagSpecification[] {
  const tags = {
    Name: spec.name,
    [TAGS.run]: spec.runId,
    [TAGS.attempt]: String(spec.attempt ?? 1),
    [TAGS.owner]: spec.owner,
    [TAGS.purpose]: spec.purpose,
    [TAGS.deadline]: spec.deadline.toISOString(),
    ...spec.tags,
  };
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const resources = ["instance", "volume", ...(pool.market === "spot" ? ["spot-instances-request"] : [])] as const;
  return resources.map((ResourceType) => ({ ResourceType: ResourceType as "instance", Tags }));
}
