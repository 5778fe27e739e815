import { setTimeout as delay } from "node:timers/promises";

import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";

const TRIES = 6;

/** Terminates an instance, however often it must ask. One that EC2 no longer knows counts as given back. */
export async function giveBack(
  instanceId: string,
  effects: {
    readonly ec2?: EC2Client | undefined;
    readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
  } = {},
): Promise<void> {
  const ec2 = effects.ec2 ?? new EC2Client({});
  let cause: unknown;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
      return;
    } catch (error) {
      const { name } = error as Error;
      if (name === "InvalidInstanceID.NotFound" && tries > 1) return;
      cause = error;
      if (tries === TRIES || /Malformed|Unauthorized|AuthFailure/.test(name)) break;
      await (effects.sleep ?? delay)(100 * 2 ** tries);
    }
  }
  throw new SpotLauncherError("GIVE_BACK_FAILED", `cannot terminate ${instanceId}: ${(cause as Error).message}`, {
    cause,
    hint: `aws ec2 terminate-instances --instance-ids ${instanceId}`,
  });
}
