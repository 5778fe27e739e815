import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";

import type { World } from "../effects.ts";

/** `unknown`: EC2 did not answer, or does not know the instance (yet); that is no proof of death. */
export type Liveness = "alive" | "dead" | "unknown";

const DEAD = new Set(["shutting-down", "terminated", "stopping", "stopped"]);

/** Asks EC2, not SSM: SSM learns of a death late or never. */
export async function instanceLiveness(
  instanceId: string,
  { ec2, bounded }: Pick<World, "ec2" | "bounded">,
): Promise<Liveness> {
  try {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }), bounded());
    const state = Reservations?.[0]?.Instances?.[0]?.State?.Name;
    if (state === undefined) return "unknown";
    return DEAD.has(state) ? "dead" : "alive";
  } catch {
    return "unknown";
  }
}
