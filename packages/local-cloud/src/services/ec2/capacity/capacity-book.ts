import type { Clock } from "@alpha-engine/asl";
import { toMilliseconds } from "@alpha-engine/dialect";

import type { CapacityControl, CapacityOptions, Pool, PoolAsk } from "../../../cloud/capacity.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { vcpus } from "./instance-types.ts";
import { launchError } from "./launch-error.ts";
import { createOccupancy, type Occupant } from "./occupancy.ts";
import { createPoolRules } from "./pool-rules.ts";
import { type StateReason, stateReason } from "./state-reason.ts";

export interface CapacityBook extends CapacityControl {
  /** How many of those asked for can be launched in the pool now; throws EC2's refusal when it is fewer than the minimum. */
  grant(pool: Pool, asked: CapacityAsked): Granted;
  /** How many more instances the pool has room for. */
  room(pool: Pool): number;
  offered(instanceType: string, zone: string): boolean;
  /** USD an hour; where no rule says it, by size. */
  price(pool: Pool): number;
  delayMs(pool: Pool): number;
  note(ask: Omit<PoolAsk, "at">): void;
}

export interface Granted {
  readonly count: number;
  /** What ends them behind `pending`, where a rule says so. */
  readonly doom: StateReason | undefined;
}

export interface CapacityAsked {
  readonly minimum: number;
  readonly maximum: number;
  readonly maxPrice?: number | undefined;
}

export interface CapacityBookOptions {
  readonly clock: Clock;
  /** What the times of the rules count from. */
  readonly began: number;
  readonly zones: readonly string[];
  readonly capacity: CapacityOptions;
  readonly occupants: () => Iterable<Occupant>;
}

const PRICE_OF_A_VCPU = 0.05;

/**
 * What every pool has. Which refusal comes first where several would do is an inference (2026-11); what each is, see the
 * EC2 API's list of error codes.
 */
export function createCapacityBook({ clock, began, zones, capacity, occupants }: CapacityBookOptions): CapacityBook {
  const rules = createPoolRules({ clock, began }, capacity.pools ?? []);
  const { room, withinQuota } = createOccupancy({ clock, rules, quotas: capacity.quotas ?? [], occupants });
  const asks: PoolAsk[] = [];

  const offered = (instanceType: string, zone: string): boolean =>
    rules.deciding({ instanceType, zone, lifecycle: "on-demand" }, "offered")?.offered ?? true;

  const refuseByPrice = (pool: Pool, maxPrice: number | undefined): void => {
    const priced = rules.deciding(pool, "price")?.price;
    if (maxPrice === undefined || priced === undefined || maxPrice >= priced) return;
    const text = `Your Spot request price of ${maxPrice} is lower than the minimum required Spot request fulfillment price of ${priced}.`;
    throw new ServiceError("SpotMaxPriceTooLow", text);
  };

  return {
    grant: (pool, { minimum, maximum, maxPrice }) => {
      const refusal = rules.refusal(pool);
      const doom = refusal && stateReason(refusal);
      if (refusal !== undefined && doom === undefined) {
        throw launchError(refusal.code, pool, { message: refusal.message });
      }
      if (!offered(pool.instanceType, pool.zone)) {
        throw launchError("Unsupported", pool, { others: zones.filter((zone) => offered(pool.instanceType, zone)) });
      }
      refuseByPrice(pool, maxPrice);
      if (withinQuota(pool) < minimum) {
        throw launchError(pool.lifecycle === "spot" ? "MaxSpotInstanceCountExceeded" : "VcpuLimitExceeded", pool);
      }
      if (room(pool) < minimum) {
        const others = zones.filter((zone) => zone !== pool.zone && room({ ...pool, zone }) >= minimum);
        throw launchError("InsufficientInstanceCapacity", pool, { others });
      }
      return { count: Math.min(maximum, withinQuota(pool), room(pool)), doom };
    },
    room,
    offered,
    price: (pool) => rules.deciding(pool, "price")?.price ?? vcpus(pool.instanceType) * PRICE_OF_A_VCPU,
    delayMs: (pool) => toMilliseconds(rules.deciding(pool, "delay")?.delay ?? 0, "delay"),
    note: (ask) => void asks.push({ at: clock.now(), ...ask }),
    set: (rule) => rules.add(rule),
    clear: () => rules.clear(),
    asked: () => [...asks],
  };
}
