import type { Instance } from "@aws-sdk/client-ec2";

import { type Pool, type PoolAttempt, poolName } from "../pools/pool.ts";

/** An instance that was launched, the pool that had it, and what other pools answered before. */
export interface LaunchedInstance extends Pool {
  readonly instanceId: string;
  readonly availabilityZone: string | undefined;
  readonly spotRequestId: string | undefined;
  /** `type/subnet`, to be avoided after a reclaim. */
  readonly pool: string;
  /** The fleet that it came from; its object goes with the instance. */
  readonly fleetId: string | undefined;
  /** It was there already: an earlier launcher of this run and attempt did not live to say so. */
  readonly adopted: boolean;
  readonly refusals: readonly PoolAttempt[];
}

/** What a launcher that died had launched, in the same words. */
export function adopted(instance: Instance, refusals: readonly PoolAttempt[]): LaunchedInstance {
  const pair = { instanceType: instance.InstanceType ?? "", subnetId: instance.SubnetId ?? "" };
  return {
    ...pair,
    market: instance.InstanceLifecycle === "spot" ? "spot" : "on-demand",
    instanceId: instance.InstanceId ?? "",
    availabilityZone: instance.Placement?.AvailabilityZone,
    spotRequestId: instance.SpotInstanceRequestId,
    pool: poolName(pair),
    fleetId: instance.Tags?.find(({ Key }) => Key === "aws:ec2:fleet-id")?.Value,
    adopted: true,
    refusals,
  };
}
