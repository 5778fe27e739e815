import type { Clock } from "@alpha-engine/asl";

import { ServiceError } from "../../../wire/service-error.ts";
import type { Instance } from "../instances/instance.ts";
import { quotaGroup, vcpus } from "./instance-types.ts";
import { launchError } from "./launch-error.ts";
import {
  type CapacityControl,
  type CapacityOptions,
  type Pool,
  type PoolAsk,
  type PoolRule,
  speaksOf,
} from "./rules.ts";

export interface CapacityBook extends CapacityControl {
  /** How many of `maximum` can be launched in the pool now; throws EC2's refusal when it is fewer than `minimum`. */
  grant(pool: Pool, minimum: number, maximum: number, maxPrice?: number): number;
  /** How many more instances the pool has room for. */
  room(pool: Pool): number;
  offered(instanceType: string, zone: string): boolean;
  /** USD an hour; where no rule says it, by size. */
  price(pool: Pool): number;
  delayMs(pool: Pool): number;
  note(ask: Omit<PoolAsk, "at">): void;
}

export interface CapacityBookOptions {
  readonly clock: Clock;
  readonly zones: readonly string[];
  readonly capacity: CapacityOptions;
  readonly instances: () => Iterable<Instance>;
}

const PRICE_OF_A_VCPU = 0.05;

/**
 * What every pool has, asked at the moment of a launch: the same launches at the same times get the same answers. Which
 * refusal comes first where several would do is an inference (2026-11); what each is, see the EC2 API's list of codes.
 */
export function createCapacityBook({ clock, zones, capacity, instances }: CapacityBookOptions): CapacityBook {
  const began = clock.now();
  let rules: readonly PoolRule[] = capacity.pools ?? [];
  const asks: PoolAsk[] = [];
  const errors = new Map<PoolRule, number>();

  /** The last rule that speaks of the pool and states the property. */
  const deciding = (pool: Pool, property: keyof PoolRule): PoolRule | undefined => {
    const seconds = (clock.now() - began) / 1000;
    return rules.findLast((rule) => rule[property] !== undefined && speaksOf(rule, pool, seconds));
  };

  const room = (pool: Pool): number => {
    const rule = deciding(pool, "available");
    if (rule?.available === undefined) return Infinity;
    const living = [...instances()].filter(
      (each) =>
        occupies(each) &&
        each.instanceType === pool.instanceType &&
        each.availabilityZone === pool.zone &&
        (rule.lifecycle === undefined || lifecycleOf(each) === rule.lifecycle),
    );
    return Math.max(0, rule.available - living.length);
  };

  const withinQuota = (pool: Pool): number => {
    const group = quotaGroup(pool.instanceType);
    const quota = capacity.quotas?.findLast(
      (each) => each.lifecycle === pool.lifecycle && (each.group ?? "standard") === group,
    );
    if (quota === undefined) return Infinity;
    const heldSince = clock.now() - (quota.heldSeconds ?? 0) * 1000;
    const used = [...instances()]
      .filter((each) => lifecycleOf(each) === pool.lifecycle && quotaGroup(each.instanceType) === group)
      .filter((each) => occupies(each) || (each.terminatedAt !== undefined && each.terminatedAt > heldSince))
      .reduce((sum, { instanceType }) => sum + vcpus(instanceType), 0);
    return Math.max(0, Math.floor((quota.vcpus - used) / vcpus(pool.instanceType)));
  };

  const refuseByRule = (pool: Pool): void => {
    const rule = deciding(pool, "error");
    const error = rule?.error;
    if (rule === undefined || error === undefined || error === null) return;
    const before = errors.get(rule) ?? 0;
    if (before >= (error.times ?? Infinity)) return;
    errors.set(rule, before + 1);
    throw launchError(error.code, pool, error.message);
  };

  const offered = (instanceType: string, zone: string): boolean =>
    deciding({ instanceType, zone, lifecycle: "on-demand" }, "offered")?.offered ?? true;

  const price = (pool: Pool): number => deciding(pool, "price")?.price ?? vcpus(pool.instanceType) * PRICE_OF_A_VCPU;

  return {
    grant: (pool, minimum, maximum, maxPrice) => {
      refuseByRule(pool);
      if (!offered(pool.instanceType, pool.zone)) {
        const others = zones.filter((zone) => offered(pool.instanceType, zone));
        throw launchError("Unsupported", pool, undefined, others);
      }
      const priced = deciding(pool, "price")?.price;
      if (maxPrice !== undefined && priced !== undefined && maxPrice < priced) {
        const text = `Your Spot request price of ${maxPrice} is lower than the minimum required Spot request fulfillment price of ${priced}.`;
        throw new ServiceError("SpotMaxPriceTooLow", text);
      }
      if (withinQuota(pool) < minimum) {
        throw launchError(pool.lifecycle === "spot" ? "MaxSpotInstanceCountExceeded" : "VcpuLimitExceeded", pool);
      }
      if (room(pool) < minimum) {
        const others = zones.filter((zone) => zone !== pool.zone && room({ ...pool, zone }) >= minimum);
        throw launchError("InsufficientInstanceCapacity", pool, undefined, others);
      }
      return Math.min(maximum, withinQuota(pool), room(pool));
    },
    room,
    offered,
    price,
    delayMs: (pool) => deciding(pool, "delayMs")?.delayMs ?? 0,
    note: (ask) => void asks.push({ at: clock.now(), ...ask }),
    set: (rule) => {
      rules = [...rules, rule];
    },
    clear: () => {
      rules = [];
    },
    asked: () => [...asks],
  };
}

function lifecycleOf({ spot }: Instance): Pool["lifecycle"] {
  return spot === undefined ? "on-demand" : "spot";
}

/** A stopped instance has no host: starting it may find none. */
function occupies({ state }: Instance): boolean {
  return state !== "stopped" && state !== "terminated";
}
