import type { Instance } from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";
import { giveBack } from "../termination/give-back.ts";
import { unreachable } from "./ask.ts";
import { cancelled } from "./cancelled.ts";
import { answerOf } from "./capacity-codes.ts";
import { type Effects, openWorld, type World } from "./effects.ts";
import { findLaunched } from "./find-launched.ts";
import { launchByFleet } from "./fleet.ts";
import { adopted, type LaunchedInstance } from "./launched-instance.ts";
import { refused } from "./refusals.ts";
import { rotate } from "./rotate.ts";
import { checkSpec, type LaunchSpec } from "./spec.ts";

/** How often a listing is asked for before a launch, and how often a new instance is looked for in it. */
const LISTINGS = 6;
const LOOKS = 7;

/**
 * Gets one instance from the first pool that has one, or from the fleet's choice. The same run and attempt again gets the
 * same instance. Rejects with SPOT_CAPACITY_EXHAUSTED when every pool was tried, LAUNCH_REFUSED when another pool would
 * not help, and in every case with nothing left rented that could be known of.
 */
export async function launch(spec: LaunchSpec, effects: Effects = {}): Promise<LaunchedInstance> {
  checkSpec(spec);
  const world = await openWorld(effects);
  const [found] = await listed(spec, world);
  const launched = found === undefined ? await launchAnew(spec, world) : adopted(found, []);
  try {
    if (world.isCancelled()) throw cancelled(launched.refusals);
    const first = await oldestOf(launched, spec, world);
    if (world.isCancelled()) throw cancelled(launched.refusals);
    return first;
  } catch (error) {
    await giveBack(launched, { ec2: world.ec2, sleep: world.sleepThrough });
    throw error;
  }
}

async function launchAnew(spec: LaunchSpec, world: World): Promise<LaunchedInstance> {
  return spec.strategy === "fleet" ? launchByFleet(spec, world) : rotate(spec, world);
}

/** Whoever may not list may not classify either: better said before anything is rented. */
async function listed(spec: LaunchSpec, world: World): Promise<readonly Instance[]> {
  for (let times = 1; ; times += 1) {
    try {
      return await findLaunched(spec, world);
    } catch (error) {
      const { name: code, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
      const isRefused = $metadata?.httpStatusCode !== undefined;
      if (isRefused && answerOf(code, $metadata.httpStatusCode).action !== "wait") {
        throw refused(undefined, { code, message, cause: error }, []);
      }
      if (world.isCancelled()) throw cancelled([]);
      // Without credentials or a region there is nothing to wait for.
      if (!isRefused && (times === LISTINGS || !isOfTheWay(error))) throw unreachable(error);
      if (times === LISTINGS) throw unavailable(error as Error);
      await world.sleep(200 * 2 ** times * (0.5 + world.random()));
    }
  }
}

/**
 * Waits until the instance is listed: what was launched a moment ago may not be. When an older one of the same run and
 * attempt comes to light (a launcher that died just before, or one started twice), that one stays and this one goes.
 */
async function oldestOf(launched: LaunchedInstance, spec: LaunchSpec, world: World): Promise<LaunchedInstance> {
  for (let looks = 0; looks < LOOKS && !world.isCancelled(); looks += 1) {
    if (looks > 0) await world.sleep(100 * 2 ** looks);
    const instances = await findLaunched(spec, world).catch(() => []);
    if (!instances.some(({ InstanceId }) => InstanceId === launched.instanceId)) continue;
    const [oldest] = instances;
    if (oldest === undefined || oldest.InstanceId === launched.instanceId) return launched;
    await giveBack(launched, { ec2: world.ec2, sleep: world.sleepThrough });
    return adopted(oldest, launched.refusals);
  }
  // Not listed is no proof of anything; who works with it will wait on.
  return launched;
}

function unavailable(cause: Error): SpotLauncherError {
  return new SpotLauncherError("EC2_UNAVAILABLE", `EC2 put the launch off: ${cause.name}: ${cause.message}`, {
    cause,
    hint: "nothing was launched; try again later",
  });
}

function isOfTheWay(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: unknown };
  return name === "TimeoutError" || name === "AbortError" || (typeof code === "string" && code.startsWith("E"));
}
