import { createClient } from "@alpha-engine/aws-calls";
import type { InstanceView, LocalCloud } from "@alpha-engine/local-cloud";
import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";

import type { ClientConfig } from "./clients.ts";

/** Terminates every instance and waits until nothing runs on any of them; the cloud's stores stay open. */
export async function powerDown(cloud: LocalCloud, config: ClientConfig): Promise<void> {
  const living = (): readonly InstanceView[] => cloud.instances().filter(({ state }) => state !== "terminated");
  const InstanceIds = living().map(({ instanceId }) => instanceId);
  if (InstanceIds.length === 0) return;
  const ec2 = createClient(EC2Client, { config });
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = cloud.subscribe(({ type }) => {
    if (type === "instance-state" && living().length === 0) resolve();
  });
  try {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    if (living().length > 0) await promise;
  } finally {
    unsubscribe();
    ec2.destroy();
  }
}
