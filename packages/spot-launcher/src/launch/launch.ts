import { explainFailure, patiently } from "@alpha-engine/aws-calls";
import type { Instance } from "@aws-sdk/client-ec2";

import { ec2Error } from "../asking/ec2-error.ts";
import { lookUntil } from "../asking/look-until.ts";
import type { Effects } from "../effects.ts";
import { SpotLauncherError } from "../errors.ts";
import { endInstance } from "../termination/give-back.ts";
import { cancelled } from "./cancelled.ts";
import { type LaunchContext, openContext } from "./context.ts";
import { decide } from "./decide.ts";
import { findLaunched } from "./find-launched.ts";
import { launchByFleet } from "./fleet.ts";
import { adopted, type LaunchedInstance } from "./launched-instance.ts";
import { refused } from "./refusals.ts";
import { rotate } from "./rotate.ts";
import { checkSpec, type LaunchOptions } from "./spec.ts";

/** How often a listing is asked for before a launch, and how often a new instance is looked for in it. */
const LISTINGS = 6;
const LOOKS = 7;

/**
 * Gets one instance from the first pool that has one, or from the fleet's choice. The same run and attempt again gets the
 * same instance.
 *
 * @throws SpotLauncherError `SPOT_CAPACITY_EXHAUSTED` when every pool was tried, `LAUNCH_REFUSED` when another pool would
 *   not help; in every case with nothing left rented that could be known of.
 *
 * @example
 * ```ts example cloud
 * import { giveBack, launch } from "@alpha-engine/spot-launcher";
 *
 * const instance = await launch({
 *   instanceTypes: ["c7i.large", "m7i.large"],
 *   subnetIds: ["subnet-a", "subnet-b"],
 *   imageId: "ami-1",
 *   name: "sweep",
 *   runId: "run-1",
 *   owner: "research",
 *   purpose: "sweep",
 *   deadline: new Date(Date.now() + 3 * 3_600_000),
 *   onRefusal: ({ instanceType, code }) => console.log(`${instanceType}: ${code}`),
 * });
 * console.log(instance.pool, instance.market);
 * await giveBack(instance);
 * ```
 * ```text output
 * c7i.large/subnet-a spot
 * ```
 */
export async function launch(options: LaunchOptions, effects: Effects = {}): Promise<LaunchedInstance> {
  checkSpec(options);
  const context = openContext(options, effects);
  const { isCancelled } = context;
  const [found] = await listed(context);
  const launched = found === undefined ? await launchAnew(context) : adopted(found, []);
  try {
    if (isCancelled()) throw cancelled(launched.refusals);
    const first = await oldestOf(launched, context);
    if (isCancelled()) throw cancelled(launched.refusals);
    return first;
  } catch (error) {
    await endInstance(launched, context);
    throw error;
  }
}

async function launchAnew(context: LaunchContext): Promise<LaunchedInstance> {
  return context.spec.strategy === "fleet" ? launchByFleet(context) : rotate(context);
}

/** Whoever may not list may not classify either: better said before anything is rented. */
async function listed(context: LaunchContext): Promise<readonly Instance[]> {
  const { isCancelled, signal } = context;
  try {
    return await patiently(
      () => findLaunched(context),
      { tries: LISTINGS, first: 0.4, patience: "2m", signal },
      context,
    );
  } catch (error) {
    const { httpStatus, name: code, message, ...failure } = explainFailure(error);
    if (isCancelled()) throw cancelled([]);
    if (httpStatus === undefined) throw ec2Error("talk to EC2", error);
    const { action } = decide({ httpStatus, name: code, message, ...failure });
    if (action !== "wait") throw refused(undefined, { code, message, cause: error }, []);
    throw new SpotLauncherError("EC2_UNAVAILABLE", `EC2 put the launch off: ${code}: ${message}`, {
      cause: error,
      hint: "nothing was launched; try again later",
    });
  }
}

/**
 * Waits until the instance is listed: what was launched a moment ago may not be. When an older one of the same run and
 * attempt comes to light (a launcher that died just before, or one started twice), that one stays and this one goes.
 */
async function oldestOf(launched: LaunchedInstance, context: LaunchContext): Promise<LaunchedInstance> {
  const look = async (): Promise<Instance | undefined> => {
    if (context.isCancelled()) return undefined;
    const instances = await findLaunched(context).catch(() => []);
    return instances.some(({ InstanceId }) => InstanceId === launched.instanceId) ? instances[0] : undefined;
  };
  const { signal } = context;
  const oldest = await lookUntil(look, { tries: LOOKS, first: 0.2, patience: "5m", signal }, context);
  // Not listed is no proof of anything; who works with it will wait on.
  if (oldest === undefined || oldest.InstanceId === launched.instanceId) return launched;
  await endInstance(launched, context);
  return adopted(oldest, launched.refusals);
}
