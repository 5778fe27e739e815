import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";

import type { ResolvedEffects } from "../effects.ts";

/** What EC2 says. `unknown`: it did not answer, or does not know the instance (yet); that is no proof of death. */
export interface Liveness {
  readonly state: "alive" | "dead" | "unknown";
  /** In EC2's words: `shutting-down, Server.SpotInstanceTermination`. */
  readonly reason: string;
}

export const NOT_SAID: Liveness = { state: "unknown", reason: "EC2 did not say" };
const DEAD = new Set(["shutting-down", "terminated", "stopping", "stopped"]);

type Ec2Effects = Pick<ResolvedEffects, "ec2" | "bounded">;

/** Asks EC2, not SSM: SSM learns of a death late or never. */
export async function instanceLiveness(instanceId: string, effects: Ec2Effects): Promise<Liveness> {
  return (await livenessOfAll([instanceId], effects)).get(instanceId) ?? NOT_SAID;
}

/** Of up to 50 instances, in one call. By a filter: asked for by id, one that is forgotten would hide all others. */
export async function livenessOfAll(
  instanceIds: readonly string[],
  { ec2, bounded }: Ec2Effects,
): Promise<ReadonlyMap<string, Liveness>> {
  try {
    const Filters = [{ Name: "instance-id", Values: [...instanceIds] }];
    const { Reservations = [] } = await (await ec2()).send(new DescribeInstancesCommand({ Filters }), bounded());
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    return new Map(
      instances.map(({ InstanceId = "", State, StateReason }) => {
        const reason = [State?.Name, StateReason?.Code].filter(Boolean).join(", ");
        return [InstanceId, { state: DEAD.has(State?.Name ?? "") ? "dead" : "alive", reason }] as const;
      }),
    );
  } catch {
    return new Map();
  }
}
