import { patiently } from "@alpha-engine/aws-calls";
import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";

import { type CallOptions, type Effects, resolveEffects } from "../effects.ts";

/** The fleet whose object goes with the instance, by the tag that EC2 itself sets; undefined also where EC2 does not say. */
export async function fleetOf(
  instanceId: string,
  options: CallOptions = {},
  effects: Effects = {},
): Promise<string | undefined> {
  const resolved = resolveEffects(effects, options);
  const request = new DescribeInstancesCommand({ Filters: [{ Name: "instance-id", Values: [instanceId] }] });
  const { Reservations = [] } = await patiently(
    () => resolved.ec2.send(request, resolved.bounds()),
    { tries: 3 },
    resolved,
  ).catch(() => ({ Reservations: [] }));
  const tags = Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(({ Tags = [] }) => Tags);
  return tags.find(({ Key }) => Key === "aws:ec2:fleet-id")?.Value;
}
