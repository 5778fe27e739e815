import { type CallFailure, isNamed, patiently } from "@alpha-engine/aws-calls";
import type { Duration } from "@alpha-engine/dialect";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";

import { type CallOptions, type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { SpotLauncherError } from "../errors.ts";
import { deleteFleet } from "./delete-fleet.ts";

/** How an instance is given back. */
export interface GiveBackOptions extends CallOptions {
  /** How long to go on asking: what is not given back is paid for. @default "5m" */
  readonly patience?: Duration | undefined;
}

/** Over 40 s of pauses. */
const TRIES = 10;
const UNKNOWN = 6;

/**
 * Terminates an instance, however often it must ask, and deletes the fleet object that it came from. One that EC2 does not
 * know for six seconds counts as given back.
 *
 * @param instance its id, or what {@link launch} returned
 * @throws SpotLauncherError `GIVE_BACK_FAILED`, whose hint ends the instance
 *
 * @example
 * ```ts example cloud
 * import { giveBack, launch } from "@alpha-engine/spot-launcher";
 *
 * const where = { instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"], imageId: "ami-1" };
 * const about = { name: "sweep", runId: "run-3", owner: "research", purpose: "sweep" };
 * const instance = await launch({ ...where, ...about, deadline: new Date(Date.now() + 3_600_000) });
 * await giveBack(instance, { patience: "2m" });
 * ```
 */
export async function giveBack(
  instance: string | { readonly instanceId: string; readonly fleetId?: string | undefined },
  options: GiveBackOptions = {},
  effects: Effects = {},
): Promise<void> {
  const resolved = resolveEffects(effects, options);
  await endInstance(typeof instance === "string" ? { instanceId: instance } : instance, resolved, options.patience);
}

/** The same for whoever has resolved the effects already. */
export async function endInstance(
  { instanceId, fleetId }: { readonly instanceId: string; readonly fleetId?: string | undefined },
  effects: ResolvedEffects,
  patience: Duration = "5m",
): Promise<void> {
  await terminate(instanceId, patience, effects);
  await deleteFleet(fleetId, effects);
}

async function terminate(instanceId: string, patience: Duration, effects: ResolvedEffects): Promise<void> {
  let unknown = 0;
  const end = async (): Promise<void> => {
    try {
      await effects.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }), effects.bounds());
    } catch (error) {
      // A new instance may not be known yet, an old one not any more: neither is proof, and both are asked for again.
      if (isNamed(error, "InvalidInstanceID.NotFound") && (unknown += 1) === UNKNOWN) return;
      throw error;
    }
  };
  try {
    await patiently(end, { patience, tries: TRIES, longest: 10, isWorthRepeating }, effects);
  } catch (error) {
    throw new SpotLauncherError("GIVE_BACK_FAILED", `cannot terminate ${instanceId}: ${(error as Error).message}`, {
      cause: error,
      hint: `aws ec2 terminate-instances --instance-ids ${instanceId}`,
    });
  }
}

/** Nearly everything: an instance that is left costs more than a question too many. */
function isWorthRepeating({ kind, name, isRetryable }: CallFailure): boolean {
  return isRetryable || (kind === "refused" && !name.endsWith("Malformed"));
}
