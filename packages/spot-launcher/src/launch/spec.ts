import { SpotLauncherError } from "../errors.ts";
import type { Pool } from "./pool.ts";

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
  readonly owner: string;
  readonly purpose: string;
  /** After it the reaper may take the instance. */
  readonly deadline: Date;
  /** GiB. @default 30 */
  readonly volumeSize?: number | undefined;
  /** @default "gp3" */
  readonly volumeType?: string | undefined;
  /** Pools (`type/subnet`) to try last, such as the one that was just reclaimed. */
  readonly avoidPools?: readonly string[] | undefined;
  /** Try on-demand in every pool when spot is dry everywhere. @default false */
  readonly onDemandFallback?: boolean | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Every pool in the order to try: type by type, pools to avoid last, on-demand behind all spot. */
export function poolsOf(spec: LaunchSpec): readonly Pool[] {
  const spot = spec.instanceTypes.flatMap((instanceType) =>
    spec.subnetIds.map((subnetId): Pool => ({ instanceType, subnetId, market: "spot" })),
  );
  const avoided = new Set(spec.avoidPools);
  const rank = (pool: Pool): number => (avoided.has(poolName(pool)) ? 1 : 0);
  const ordered = spot.toSorted((a, b) => rank(a) - rank(b));
  return spec.onDemandFallback === true
    ? [...ordered, ...ordered.map((pool): Pool => ({ ...pool, market: "on-demand" }))]
    : ordered;
}

export function poolName({
  instanceType,
  subnetId,
}: {
  readonly instanceType: string;
  readonly subnetId: string;
}): string {
  return `${instanceType}/${subnetId}`;
}

export function checkSpec(spec: LaunchSpec): void {
  const words = (["imageId", "name", "runId", "owner", "purpose"] as const).filter((field) => spec[field] === "");
  const lists = (["instanceTypes", "subnetIds"] as const).filter((field) => spec[field].length === 0);
  const missing = [...words, ...lists];
  if (missing.length > 0) throw new SpotLauncherError("BAD_SPEC", `the launch spec lacks ${missing.join(", ")}`);
  if (Number.isNaN(spec.deadline.getTime())) throw new SpotLauncherError("BAD_SPEC", "the deadline is not a date");
}
