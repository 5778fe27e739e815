import type { LocalCloud } from "@alpha-engine/local-cloud";
import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";

import { RehearsalError } from "../errors.ts";

/** Starts the small always-on box that takes the state machine's commands, and waits until its agent answers. */
export async function startDispatcher(cloud: LocalCloud, imageId: string, config: ClientConfig): Promise<string> {
  const ec2 = new EC2Client(config);
  try {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: imageId,
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "dispatcher" }] }],
      }),
    );
    const instanceId = Instances?.[0]?.InstanceId ?? "";
    await untilOnline(cloud, instanceId);
    return instanceId;
  } finally {
    ec2.destroy();
  }
}

export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

async function untilOnline(cloud: LocalCloud, instanceId: string): Promise<void> {
  const find = () => cloud.instances().find((one) => one.instanceId === instanceId);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = (): void => {
    const instance = find();
    if (instance?.online === true) resolve();
    if (instance?.state === "terminated") {
      reject(
        new RehearsalError(
          "DISPATCHER_NOT_ONLINE",
          `the dispatcher box did not start: ${instance.stateReason ?? "no reason given"}`,
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
