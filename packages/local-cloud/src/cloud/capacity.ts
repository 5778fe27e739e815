import type { Duration } from "@alpha-engine/dialect";

/** Which pools have how much, from when to when, and what else a launch in them meets. */
export interface CapacityOptions {
  /** For each property the last rule decides that matches the pool, is in force and states it. @default everything has room */
  readonly pools?: readonly PoolRule[];
  readonly quotas?: readonly VcpuQuota[];
}

/** What holds for each (instance type, zone) that it matches. `*` stands for anything in `instanceType` and `zone`. */
export interface PoolRule {
  /** @default every type */
  readonly instanceType?: string;
  /** `us-east-1c`, or its letter. @default every zone */
  readonly zone?: string;
  /** @default both, together in one pool */
  readonly lifecycle?: "spot" | "on-demand";
  /** Since the cloud began, on its clock. @default 0 */
  readonly from?: Duration;
  /** Since the cloud began, on its clock. @default for ever */
  readonly until?: Duration;
  /** How many instances may live in the pool at once. @default any number */
  readonly available?: number;
  /** False: the type is not offered in the zone. @default true */
  readonly offered?: boolean;
  /** Refuses every launch, or only the first `times`; `null` refuses none. */
  readonly error?: PoolError | null;
  /** USD an hour: what the cheapest pool is found by, and what a spot request's MaxPrice is held against. */
  readonly price?: number;
  /** How long EC2 thinks about a launch here, in this machine's time. @default 0 */
  readonly delay?: Duration;
}

/** What a launch in a pool is refused with. */
export interface PoolError {
  /**
   * As EC2 spells it: `MaxSpotInstanceCountExceeded`; a code of StateReason, such as `Server.InternalError` or
   * `Client.VolumeLimitExceeded`, takes the launch and ends its instance behind `pending`.
   */
  readonly code: string;
  /** @default EC2's own sentence where it is known */
  readonly message?: string;
  /** How many launches of this rule's pools are refused, together. @default all */
  readonly times?: number;
}

/** A limit on vCPUs, which EC2 counts by groups of families and not by types. */
export interface VcpuQuota {
  readonly lifecycle: "spot" | "on-demand";
  readonly vcpus: number;
  /** `standard` (A, C, D, H, I, M, R, T, Z), or a family's letters such as `g`, `p`, `x`. @default "standard" */
  readonly group?: string;
  /** How long an instance still counts after its end. @default 0 */
  readonly heldFor?: Duration;
}

/** A launch that was tried in a pool. */
export interface PoolAsk {
  readonly at: number;
  readonly via: "RunInstances" | "CreateFleet" | "StartInstances";
  readonly instanceType: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly lifecycle: "spot" | "on-demand";
  /** The refusal, if it was refused. */
  readonly code?: string;
}

/** Changes what there is while the cloud runs. */
export interface CapacityControl {
  /** One more rule; it wins over all that were there before. */
  set(rule: PoolRule): void;
  /** Forgets every rule: everything has room again. Quotas stay. */
  clear(): void;
  /** Every launch that was tried in a pool, oldest first. */
  asked(): readonly PoolAsk[];
}

export interface Pool {
  readonly instanceType: string;
  readonly zone: string;
  readonly lifecycle: "spot" | "on-demand";
}
