import type { Clock } from "@alpha-engine/asl";

import type { Pool, PoolError, PoolRule } from "../../../cloud/capacity.ts";
import { speaksOf } from "./speaks-of.ts";

/** The rules about pools, as they are now. */
export interface PoolRules {
  /** The last rule that speaks of the pool, is in force and states the property. */
  deciding(pool: Pool, property: keyof PoolRule): PoolRule | undefined;
  /** The error of a rule, as often as it is to be. */
  refusal(pool: Pool): PoolError | undefined;
  add(rule: PoolRule): void;
  clear(): void;
}

/** Asked at the moment of a launch: the same launches at the same times get the same answers. */
export function createPoolRules(
  { clock, began }: { readonly clock: Clock; readonly began: number },
  given: readonly PoolRule[],
): PoolRules {
  let rules = given;
  const refused = new Map<PoolRule, number>();
  const deciding: PoolRules["deciding"] = (pool, property) => {
    const seconds = (clock.now() - began) / 1000;
    return rules.findLast((rule) => rule[property] !== undefined && speaksOf(rule, pool, seconds));
  };
  return {
    deciding,
    refusal: (pool) => {
      const rule = deciding(pool, "error");
      const error = rule?.error;
      if (rule === undefined || error === undefined || error === null) return undefined;
      const before = refused.get(rule) ?? 0;
      if (before >= (error.times ?? Infinity)) return undefined;
      refused.set(rule, before + 1);
      return error;
    },
    add: (rule) => {
      rules = [...rules, rule];
    },
    clear: () => {
      rules = [];
    },
  };
}
