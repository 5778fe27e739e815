import type { InstanceView, LocalCloud } from "@alpha-engine/local-cloud";
import { EC2Client, RunInstancesCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";

import { RehearsalError } from "../errors.ts";

/** Starts a box that stays, e.g. the dispatcher, and waits until its agent answers. */
export async function startBox(
  cloud: LocalCloud,
  box: { readonly name: string; readonly imageId: string },
  config: ClientConfig,
): Promise<string> {
  const ec2 = new EC2Client(config);
  try {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: box.imageId,
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: box.name }] }],
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
  const ec2 = new EC2Client(config);
  try {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }));
    await until(cloud, instanceId, ({ state }) => state === "stopped");
  } finally {
    ec2.destroy();
  }
}

export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

async function until(cloud: LocalCloud, instanceId: string, isSo: (instance: InstanceView) => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = (): void => {
    const instance = cloud.instances().find((one) => one.instanceId === instanceId);
    if (instance === undefined) return;
    if (isSo(instance)) resolve();
    if (instance.state === "terminated") {
      reject(new RehearsalError("BOX_NOT_ONLINE", `a box did not start: ${instance.stateReason ?? "no reason given"}`));
    }
  };
  const unsubscribe = cloud.subscribe(({ type }) => {
    if (type === "instance-state") look();
  });
  look();
  await promise.finally(unsubscribe);
}
