import type { Clock } from "@alpha-engine/asl";
import { toMilliseconds } from "@alpha-engine/dialect";

import type { Pool, VcpuQuota } from "../../../cloud/capacity.ts";
import type { InstanceState } from "../../../cloud/views.ts";
import { quotaGroup, vcpus } from "./instance-types.ts";
import type { PoolRules } from "./pool-rules.ts";

/** An instance as far as it takes up capacity. */
export interface Occupant {
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly spot: object | undefined;
  readonly state: InstanceState;
  readonly terminatedAt: number | undefined;
}

export interface OccupancyOptions {
  readonly clock: Clock;
  readonly rules: PoolRules;
  readonly quotas: readonly VcpuQuota[];
  readonly occupants: () => Iterable<Occupant>;
}

/** What the instances that live leave free. */
export interface Occupancy {
  /** How many more instances the pool has room for. */
  readonly room: (pool: Pool) => number;
  /** How many more its quota allows. */
  readonly withinQuota: (pool: Pool) => number;
}

export function createOccupancy({ clock, rules, quotas, occupants }: OccupancyOptions): Occupancy {
  return {
    room: (pool) => {
      const rule = rules.deciding(pool, "available");
      if (rule?.available === undefined) return Infinity;
      const living = [...occupants()].filter(
        (each) =>
          hasHost(each) &&
          each.instanceType === pool.instanceType &&
          each.availabilityZone === pool.zone &&
          (rule.lifecycle === undefined || lifecycleOf(each) === rule.lifecycle),
      );
      return Math.max(0, rule.available - living.length);
    },
    withinQuota: (pool) => {
      const group = quotaGroup(pool.instanceType);
      const quota = quotas.findLast(
        (each) => each.lifecycle === pool.lifecycle && (each.group ?? "standard") === group,
      );
      if (quota === undefined) return Infinity;
      const heldSince = clock.now() - toMilliseconds(quota.heldFor ?? 0, "heldFor");
      const used = [...occupants()]
        .filter((each) => lifecycleOf(each) === pool.lifecycle && quotaGroup(each.instanceType) === group)
        .filter((each) => hasHost(each) || (each.terminatedAt !== undefined && each.terminatedAt > heldSince))
        .reduce((sum, { instanceType }) => sum + vcpus(instanceType), 0);
      return Math.max(0, Math.floor((quota.vcpus - used) / vcpus(pool.instanceType)));
    },
  };
}

function lifecycleOf({ spot }: Occupant): Pool["lifecycle"] {
  return spot === undefined ? "on-demand" : "spot";
}

/** A stopped instance has no host: starting it may find none. */
function hasHost({ state }: Occupant): boolean {
  return state !== "stopped" && state !== "terminated";
}
