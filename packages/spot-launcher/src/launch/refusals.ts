import { SpotLauncherError } from "../errors.ts";
import { type Pool, type PoolAttempt, poolName } from "../pools/pool.ts";
import type { Meaning } from "./capacity-codes.ts";
import { decideOnCode } from "./decide.ts";

/** What every pool answered, the last answer of each. */
export interface Refusals {
  add(pool: Pool, answer: { readonly code: string; readonly message: string }, asked?: boolean): void;
  list(): readonly PoolAttempt[];
}

export function openRefusals(onRefusal: (attempt: PoolAttempt) => void): Refusals {
  const byPool = new Map<string, PoolAttempt>();
  return {
    add: (pool, { code, message }, asked = true) => {
      const attempt = { ...pool, code, message, asked };
      // Behind all others, so that the list is in the order of the answers.
      byPool.delete(keyOf(pool));
      byPool.set(keyOf(pool), attempt);
      if (asked) onRefusal(attempt);
    },
    list: () => [...byPool.values()],
  };
}

/** A refusal that ends the launch at once. */
export function refused(
  pool: Pool | undefined,
  { code, message, cause }: { readonly code: string; readonly message: string; readonly cause?: unknown },
  attempts: readonly PoolAttempt[],
): SpotLauncherError {
  const what = pool === undefined ? "the launch" : `the launch of ${pool.instanceType} in ${pool.subnetId}`;
  const hint = HINTS[code];
  return new SpotLauncherError("LAUNCH_REFUSED", `EC2 refused ${what}: ${code}: ${message}`, { attempts, cause, hint });
}

/** When no pool is left: no capacity, a spec that fits nowhere, or an EC2 that would not say. */
export function nothingLeft(attempts: readonly PoolAttempt[]): SpotLauncherError {
  const meanings = new Set(attempts.map(({ code, asked }): Meaning => (asked ? decideOnCode(code).meaning : "misfit")));
  if (meanings.has("capacity") || meanings.has("quota")) {
    return new SpotLauncherError(
      "SPOT_CAPACITY_EXHAUSTED",
      `no capacity in any of ${attempts.length} pools: ${summary(attempts)}`,
      { attempts, hint: "offer more instance types or subnets, or allow the on-demand fallback" },
    );
  }
  const isMisfit = [...meanings].every((meaning) => meaning === "misfit");
  return isMisfit
    ? new SpotLauncherError("LAUNCH_REFUSED", `EC2 refused the launch in every pool: ${summary(attempts)}`, {
        attempts,
        hint: "that is no lack of capacity: check image, architecture, types and zones; see spot-launcher offerings",
      })
    : new SpotLauncherError("EC2_UNAVAILABLE", `EC2 put the launch off until patience ended: ${summary(attempts)}`, {
        attempts,
        hint: "nothing was launched; try again later",
      });
}

const HINTS: Readonly<Record<string, string>> = {
  IdempotentInstanceTerminated: "this attempt had its instance and that is gone: launch the next attempt",
  UnauthorizedOperation: "the launcher's role lacks a permission; aws sts decode-authorization-message says which",
};

function summary(attempts: readonly PoolAttempt[]): string {
  return attempts
    .map((attempt) => `${poolName(attempt)} ${attempt.market} ${attempt.code}${attempt.asked ? "" : " (not asked)"}`)
    .join(", ");
}

function keyOf(pool: Pool): string {
  return `${poolName(pool)} ${pool.market}`;
}
