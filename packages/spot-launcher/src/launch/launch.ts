import { setTimeout as delay } from "node:timers/promises";

import type { EC2Client } from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";
import { answerOf, isAnswerLost, isCapacity } from "./answers.ts";
import type { Pool, PoolAttempt } from "./pool.ts";
import { requestOf } from "./request.ts";
import { checkSpec, type LaunchSpec, poolName, poolsOf } from "./spec.ts";

const WAITS_PER_POOL = 4;

export interface Effects {
  /** @default a client of the ordinary AWS environment, one attempt a call */
  readonly ec2?: EC2Client | undefined;
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
  readonly random?: (() => number) | undefined;
  /** Called with each pool's refusal as it comes. */
  readonly onRefusal?: ((attempt: PoolAttempt) => void) | undefined;
  /** How long one call may take, in milliseconds. @default 60_000 */
  readonly callTimeout?: number | undefined;
}

export interface LaunchedInstance extends Pool {
  readonly instanceId: string;
  readonly availabilityZone: string | undefined;
  readonly spotRequestId: string | undefined;
  /** `type/subnet`, to be avoided after a reclaim. */
  readonly pool: string;
  readonly refusals: readonly PoolAttempt[];
}

/**
 * Gets one instance from the first pool that has one: one API call a pool, the next pool at once when this one is dry.
 * Rejects with SPOT_CAPACITY_EXHAUSTED when every pool was tried, LAUNCH_REFUSED when another pool would not help.
 */
export async function launch(spec: LaunchSpec, effects: Effects = {}): Promise<LaunchedInstance> {
  checkSpec(spec);
  const { EC2Client, RunInstancesCommand } = await import("@aws-sdk/client-ec2");
  // InsufficientInstanceCapacity is an HTTP 500: the SDK would repeat it before anybody sees it.
  const ec2 = effects.ec2 ?? new EC2Client({ maxAttempts: 1 });
  const refusals: PoolAttempt[] = [];
  for (const pool of poolsOf(spec)) {
    for (let waits = 0; ; waits += 1) {
      try {
        const abortSignal = AbortSignal.timeout(effects.callTimeout ?? 60_000);
        const { Instances } = await ec2.send(new RunInstancesCommand(requestOf(spec, pool)), { abortSignal });
        const instance = Instances?.[0];
        if (instance?.InstanceId === undefined) throw new Error("RunInstances answered without an instance");
        return {
          ...pool,
          instanceId: instance.InstanceId,
          availabilityZone: instance.Placement?.AvailabilityZone,
          spotRequestId: instance.SpotInstanceRequestId,
          pool: poolName(pool),
          refusals,
        };
      } catch (error) {
        const { name: code, message } = error as Error;
        const isLost = isAnswerLost(error);
        const answer = answerOf(code);
        if ((isLost || answer === "wait") && waits < WAITS_PER_POOL) {
          await (effects.sleep ?? delay)(backOff(waits, effects.random ?? Math.random));
          continue;
        }
        const refusal = { ...pool, code, message };
        refusals.push(refusal);
        effects.onRefusal?.(refusal);
        if (answer === "fail") throw refused(refusals, error);
        break;
      }
    }
  }
  if (!isCapacity(refusals.map(({ code }) => code))) throw refused(refusals, undefined);
  throw new SpotLauncherError(
    "SPOT_CAPACITY_EXHAUSTED",
    `no capacity in any of ${refusals.length} pools: ${summary(refusals)}`,
    {
      attempts: refusals,
      hint: "offer more instance types or subnets, or allow the on-demand fallback",
    },
  );
}

function refused(attempts: readonly PoolAttempt[], cause: unknown): SpotLauncherError {
  const last = attempts.at(-1);
  const message = `EC2 refused the launch of ${last?.instanceType} in ${last?.subnetId}: ${last?.code}: ${last?.message}`;
  return new SpotLauncherError("LAUNCH_REFUSED", message, { attempts, cause });
}

function summary(attempts: readonly PoolAttempt[]): string {
  return attempts.map((attempt) => `${poolName(attempt)} ${attempt.market} ${attempt.code}`).join(", ");
}

function backOff(waits: number, random: () => number): number {
  return 200 * 2 ** waits * (0.5 + random());
}
