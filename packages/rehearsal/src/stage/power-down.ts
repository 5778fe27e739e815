import { createClient } from "@alpha-engine/aws-calls";
import type { InstanceView, LocalCloud } from "@alpha-engine/local-cloud";
import { EC2Client, ModifyInstanceAttributeCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";

import type { ClientConfig } from "./clients.ts";

/** How long machines may take to die, in ms by the wall: what is left then is killed with the cloud, and named. */
const PATIENCE = 30_000;

/**
 * Terminates every instance and waits until nothing runs on any of them; the cloud's stores stay open. The answer is what
 * had not ended when the time was up.
 */
export async function powerDown(
  cloud: LocalCloud,
  config: ClientConfig,
  patience: number = PATIENCE,
): Promise<readonly InstanceView[]> {
  const ec2 = createClient(EC2Client, { config });
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const asked = new Set<string>();
  /** Those that EC2 refuses to terminate. */
  const refused = new Set<string>();
  const living = (): readonly InstanceView[] => cloud.instances().filter(({ state }) => state !== "terminated");
  // Until the last one is gone, what runs on one may launch another.
  const look = (): void => {
    const left = living().filter(({ instanceId }) => !refused.has(instanceId));
    if (left.length === 0) resolve();
    for (const { instanceId } of left.filter((each) => !asked.has(each.instanceId))) {
      asked.add(instanceId);
      terminate(ec2, instanceId).catch(() => {
        refused.add(instanceId);
        look();
      });
    }
  };
  const unsubscribe = cloud.subscribe(({ type }) => {
    if (type === "instance-state") look();
  });
  const timer = setTimeout(resolve, patience);
  try {
    look();
    await ended;
    return living();
  } finally {
    clearTimeout(timer);
    unsubscribe();
    ec2.destroy();
  }
}

/** Also one that the pipeline has protected against it. */
async function terminate(ec2: EC2Client, instanceId: string): Promise<void> {
  const command = new TerminateInstancesCommand({ InstanceIds: [instanceId] });
  try {
    await ec2.send(command);
  } catch {
    const off = { InstanceId: instanceId, DisableApiTermination: { Value: false } };
    await ec2.send(new ModifyInstanceAttributeCommand(off));
    await ec2.send(command);
  }
}
