import { createClient } from "@alpha-engine/aws-calls";
import type { InstanceView, LocalCloud } from "@alpha-engine/local-cloud";
import { type _InstanceType, EC2Client, RunInstancesCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";

import { RehearsalError } from "../errors.ts";
import type { Box } from "../options.ts";
import type { ClientConfig } from "./clients.ts";

/** Starts a box that stays, e.g. the dispatcher, and waits until its agent answers. */
export async function startBox(
  cloud: LocalCloud,
  { name, imageId, instanceType = "t3.micro", instanceId: wanted, tags }: Box & { readonly name: string },
  config: ClientConfig,
): Promise<string> {
  const ec2 = createClient(EC2Client, { config });
  try {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: imageId,
        InstanceType: instanceType as _InstanceType,
        MinCount: 1,
        MaxCount: 1,
        ...(wanted === undefined ? {} : { ClientToken: `instance-id=${wanted}` }),
        TagSpecifications: [
          {
            ResourceType: "instance",
            Tags: Object.entries({ Name: name, ...tags }).map(([Key, Value]) => ({ Key, Value })),
          },
        ],
      }),
    );
    const instanceId = Instances?.[0]?.InstanceId ?? "";
    await until(cloud, instanceId, ({ online }) => online);
    return instanceId;
  } finally {
    ec2.destroy();
  }
}

/** Stops a box, and waits until it is. */
export async function stopBox(cloud: LocalCloud, instanceId: string, config: ClientConfig): Promise<void> {
  const ec2 = createClient(EC2Client, { config });
  try {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }));
    await until(cloud, instanceId, ({ state }) => state === "stopped");
  } finally {
    ec2.destroy();
  }
}

async function until(cloud: LocalCloud, instanceId: string, isSo: (instance: InstanceView) => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = (): void => {
    const instance = cloud.instances().find((one) => one.instanceId === instanceId);
    if (instance === undefined) return;
    if (isSo(instance)) resolve();
    if (instance.state === "terminated") {
      const reason = instance.stateReason ?? "no reason given";
      const hint = "the folder of this instance, below instances/, holds what it wrote";
      reject(
        new RehearsalError(
          "BOX_NOT_ONLINE",
          `the box ${instance.tags["Name"] ?? instanceId} did not start: ${reason}`,
          { hint },
        ),
      );
    }
  };
  const unsubscribe = cloud.subscribe(({ type }) => {
    if (type === "instance-state") look();
  });
  look();
  await promise.finally(unsubscribe);
}
