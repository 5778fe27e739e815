import { DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";

import { TAGS } from "../tags.ts";
import type { World } from "./effects.ts";
import type { LaunchSpec } from "./spec.ts";

/** The living instances of this run and attempt, the oldest first: what an earlier launcher left when it died. */
export async function findLaunched(spec: LaunchSpec, world: World): Promise<readonly Instance[]> {
  return find(
    [
      [`tag:${TAGS.run}`, spec.runId],
      [`tag:${TAGS.attempt}`, String(spec.attempt ?? 1)],
    ],
    { ec2: world.ec2, bounded: world.untilCancelled },
  );
}

/** The instance that a call with this token launched; `alive`, or whatever has become of it. */
export async function findByToken(token: string, which: "alive" | "any", world: World): Promise<Instance | undefined> {
  const [instance] = await find([["client-token", token]], world, which);
  return instance;
}

/** By id, for what a fleet does not say of it. */
export async function findById(instanceId: string, world: World): Promise<Instance | undefined> {
  const [instance] = await find([["instance-id", instanceId]], world).catch(() => []);
  return instance;
}

async function find(
  filters: readonly (readonly [string, string])[],
  { ec2, bounded }: Pick<World, "ec2" | "bounded">,
  which: "alive" | "any" = "alive",
): Promise<readonly Instance[]> {
  const Filters = [
    ...filters.map(([Name, value]) => ({ Name, Values: [value] })),
    ...(which === "any" ? [] : [{ Name: "instance-state-name", Values: ["pending", "running"] }]),
  ];
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }), bounded());
  const age = ({ LaunchTime, InstanceId = "" }: Instance): string => `${LaunchTime?.toISOString() ?? ""} ${InstanceId}`;
  return Reservations.flatMap(({ Instances = [] }) => Instances).toSorted((a, b) => (age(a) < age(b) ? -1 : 1));
}
