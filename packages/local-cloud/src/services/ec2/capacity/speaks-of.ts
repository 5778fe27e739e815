import { toSeconds } from "@alpha-engine/dialect";

import type { Pool, PoolRule } from "../../../cloud/capacity.ts";

/** Whether a rule speaks of this pool at this time, in seconds since the cloud began. */
export function speaksOf(rule: PoolRule, pool: Pool, seconds: number): boolean {
  return (
    likes(rule.instanceType, pool.instanceType) &&
    (likes(rule.zone, pool.zone) || rule.zone === pool.zone.at(-1)) &&
    (rule.lifecycle === undefined || rule.lifecycle === pool.lifecycle) &&
    seconds >= toSeconds(rule.from ?? 0, "from") &&
    (rule.until === undefined || seconds < toSeconds(rule.until, "until"))
  );
}

function likes(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
