import type { Duration } from "@alpha-engine/dialect";

import type { CallOptions } from "../effects.ts";
import { SpotLauncherError } from "../errors.ts";
import { type Pool, type PoolAttempt, poolName } from "../pools/pool.ts";

/** What is launched, in which pools it is tried, and when it must be gone. */
export interface LaunchSpec {
  /** In order of preference. */
  readonly instanceTypes: readonly string[];
  /** Each in its availability zone. Every type is tried in every subnet. */
  readonly subnetIds: readonly string[];
  readonly imageId: string;
  readonly securityGroupIds?: readonly string[] | undefined;
  /** Name of the instance profile. */
  readonly iamInstanceProfile?: string | undefined;
  readonly keyName?: string | undefined;
  /** The Name tag. */
  readonly name: string;
  /** Names the run: part of the idempotency token and of the tags. */
  readonly runId: string;
  /** From 1; a relaunch counts on, so that its token differs. @default 1 */
  readonly attempt?: number | undefined;
  /** Whom to ask about the instance; a tag. */
  readonly owner: string;
  /** What the instance is for; a tag. */
  readonly purpose: string;
  /** After it the reaper may take the instance. */
  readonly deadline: Date;
  /**
   * When the instance ends itself, launcher or no launcher: armed by user data at every boot. Before the deadline, for the
   * reaper is the last resort; `false` arms nothing. @default five minutes before the deadline
   */
  readonly watchdog?: Date | false | undefined;
  /** GiB. @default 30 */
  readonly volumeSize?: number | undefined;
  /** @default "gp3" */
  readonly volumeType?: string | undefined;
  /**
   * `rotation` asks pool by pool, in order. `fleet` lets EC2 choose among all by price and capacity: CreateFleet `instant`
   * with `price-capacity-optimized`. @default "rotation"
   */
  readonly strategy?: "rotation" | "fleet" | undefined;
  /** Pools (`type/subnet`) to try last, such as the one that was just reclaimed. */
  readonly avoidPools?: readonly string[] | undefined;
  /** Pools (`type/subnet`) known not to be offered, from an earlier launch; they are not asked. */
  readonly unsupportedPools?: readonly string[] | undefined;
  /** Try on-demand in every pool when spot is dry everywhere. @default false */
  readonly onDemandFallback?: boolean | undefined;
  /** False: on-demand only. @default true */
  readonly spot?: boolean | undefined;
  /** How long "later" and a full quota are waited for, in all. @default "2m" */
  readonly patience?: Duration | undefined;
  /** Further tags. @default none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A launch: what, and who is told of it. */
export interface LaunchOptions extends LaunchSpec, CallOptions {
  /** How long one call may take; what is not answered by then is asked for again with the same token. @default "60s" */
  readonly callTimeout?: Duration | undefined;
  /** Ends the launch; what it had launched is given back first. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each pool's refusal as it comes. */
  readonly onRefusal?: ((attempt: PoolAttempt) => void) | undefined;
}

const WATCHDOG_AHEAD_MS = 300_000;

/** Every pool in the order to try: spot before on-demand, type by type, pools to avoid last. */
export function poolsOf(spec: LaunchSpec): readonly Pool[] {
  const pairs = spec.instanceTypes.flatMap((instanceType) =>
    spec.subnetIds.map((subnetId) => ({ instanceType, subnetId })),
  );
  const avoided = new Set(spec.avoidPools);
  const ordered = pairs.toSorted((a, b) => Number(avoided.has(poolName(a))) - Number(avoided.has(poolName(b))));
  const markets = [
    ...(spec.spot === false ? [] : (["spot"] as const)),
    ...(spec.spot === false || spec.onDemandFallback === true ? (["on-demand"] as const) : []),
  ];
  return markets.flatMap((market) => ordered.map((pair): Pool => ({ ...pair, market })));
}

/** When the instance is to end itself. */
export function watchdogOf({ watchdog, deadline }: LaunchSpec): Date | undefined {
  if (watchdog === false) return undefined;
  return watchdog ?? new Date(deadline.getTime() - WATCHDOG_AHEAD_MS);
}

export function checkSpec(spec: LaunchSpec): void {
  const words = (["imageId", "name", "runId", "owner", "purpose"] as const).filter((field) => spec[field] === "");
  const lists = (["instanceTypes", "subnetIds"] as const).filter((field) => spec[field].length === 0);
  const missing = [...words, ...lists];
  if (missing.length > 0) throw bad(`the launch spec lacks ${missing.join(", ")}`);
  if (Number.isNaN(spec.deadline.getTime())) throw bad("the deadline is not a date");
  const { watchdog, attempt = 1 } = spec;
  if (!Number.isInteger(attempt) || attempt < 1) throw bad(`attempts count from 1, got ${attempt}`);
  if (watchdog instanceof Date && !(watchdog < spec.deadline)) {
    throw bad(
      `the watchdog must end the instance before its deadline: ${textOf(watchdog)} is not before ${textOf(spec.deadline)}`,
    );
  }
}

function textOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? "no date" : date.toISOString();
}

function bad(message: string): SpotLauncherError {
  return new SpotLauncherError("BAD_SPEC", message);
}
