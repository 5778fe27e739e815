import { createClient } from "@alpha-engine/aws-calls";
import type { InstanceView, LocalCloud } from "@alpha-engine/local-cloud";
import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";

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
  /** Those that EC2 refuses to terminate: they are protected. */
  const refused = new Set<string>();
  const living = (): readonly InstanceView[] => cloud.instances().filter(({ state }) => state !== "terminated");
  // Until the last one is gone, what runs on one may launch another.
  const look = (): void => {
    const left = living().filter(({ instanceId }) => !refused.has(instanceId));
    if (left.length === 0) resolve();
    for (const { instanceId } of left.filter((each) => !asked.has(each.instanceId))) {
      asked.add(instanceId);
      ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] })).catch(() => {
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
