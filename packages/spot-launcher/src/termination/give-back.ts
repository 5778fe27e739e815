import { setTimeout as delay } from "node:timers/promises";

import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";
import { deleteFleet } from "./delete-fleet.ts";

/** Over 40 s: what is not given back is paid for. */
const TRIES = 10;
const UNKNOWN = 6;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Terminates an instance, however often it must ask, and deletes the fleet object that it came from. One that EC2
 * does not know for six seconds counts as given back.
 */
export async function giveBack(
  instance: string | { readonly instanceId: string; readonly fleetId?: string | undefined },
  effects: {
    readonly ec2?: EC2Client | undefined;
    readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
  } = {},
): Promise<void> {
  const { instanceId, fleetId } = typeof instance === "string" ? { instanceId: instance } : instance;
  const ec2 = effects.ec2 ?? new EC2Client({});
  await terminate(instanceId, ec2, effects.sleep ?? delay);
  await deleteFleet(fleetId, ec2);
}

async function terminate(instanceId: string, ec2: EC2Client, sleep: (ms: number) => Promise<unknown>): Promise<void> {
  let cause: unknown;
  let unknown = 0;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      const abortSignal = AbortSignal.timeout(30_000);
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }), { abortSignal });
      return;
    } catch (error) {
      const { name } = error as Error;
      // A new instance may not be known yet, an old one not any more: neither is proof, and both are asked for again.
      if (name === "InvalidInstanceID.NotFound" && (unknown += 1) === UNKNOWN) return;
      cause = error;
      if (tries === TRIES || /Malformed|Unauthorized|AuthFailure/.test(name)) break;
      await sleep(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** tries));
    }
  }
  throw new SpotLauncherError("GIVE_BACK_FAILED", `cannot terminate ${instanceId}: ${(cause as Error).message}`, {
    cause,
    hint: `aws ec2 terminate-instances --instance-ids ${instanceId}`,
  });
}
