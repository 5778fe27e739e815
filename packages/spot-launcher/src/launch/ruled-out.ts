import { type Pool, poolName } from "../pools/pool.ts";
import { quotaGroup } from "../pools/quota-group.ts";
import type { Refusal } from "./ask-with-token.ts";

/** Why a pool need not be asked: what EC2 answered for another one. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  /** It is a full quota, which may have room later. */
  readonly isQuota: boolean;
}

/** What answers ruled out beyond their own pool. */
export interface RuledOut {
  reasonFor(pool: Pool): Reason | undefined;
  learn(pool: Pool, refusal: Refusal): void;
  /** A quota that was full may have room again. */
  forgetQuotas(): void;
}

export function openRuledOut(unsupportedPools: readonly string[] = []): RuledOut {
  const known = { code: "Unsupported", message: "not offered here, as an earlier launch has learned", isQuota: false };
  const subnets = new Map<string, Reason>();
  const pools = new Map<string, Reason>(unsupportedPools.map((pool) => [pool, known]));
  const fullGroups = new Map<string, Reason>();
  return {
    reasonFor: (pool) =>
      subnets.get(pool.subnetId) ?? pools.get(poolName(pool)) ?? fullGroups.get(quotaGroup(pool.instanceType)),
    learn: (pool, { code, message, decision }) => {
      const reason = { code, message, isQuota: decision.action === "rotate-family" };
      if (decision.action === "rotate-subnet") subnets.set(pool.subnetId, reason);
      if (isNotOffered(code, message)) pools.set(poolName(pool), reason);
      if (reason.isQuota) fullGroups.set(quotaGroup(pool.instanceType), reason);
    },
    forgetQuotas: () => fullGroups.clear(),
  };
}

/** RunInstances says the one, CreateFleet the other (measured in us-east-2, 2026-10-07). */
const NOT_OFFERED: readonly string[] = ["Unsupported", "InvalidFleetConfiguration"];

/** In these words the type is not offered in the zone at all, in neither market. */
function isNotOffered(code: string, message: string): boolean {
  return NOT_OFFERED.includes(code) && /availability zone/i.test(message);
}
