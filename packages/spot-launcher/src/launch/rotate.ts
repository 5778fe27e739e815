import { RunInstancesCommand, type RunInstancesCommandOutput } from "@aws-sdk/client-ec2";

import { type Pool, poolName } from "../pools/pool.ts";
import { type Answer, askWithToken } from "./ask-with-token.ts";
import { cancelled } from "./cancelled.ts";
import type { LaunchContext } from "./context.ts";
import type { LaunchedInstance } from "./launched-instance.ts";
import { nothingLeft, refused } from "./refusals.ts";
import { requestOf, tokenOf } from "./request.ts";
import { resolveLost } from "./resolve-lost.ts";
import { openRuledOut, type RuledOut } from "./ruled-out.ts";
import { poolsOf } from "./spec.ts";

/** Pool by pool, in order: one call each, the next at once when this one is dry. */
export async function rotate(context: LaunchContext): Promise<LaunchedInstance> {
  const { spec, refusals, patience, isCancelled } = context;
  const ruledOut = openRuledOut(spec.unsupportedPools);
  const pools = poolsOf(spec);
  for (const market of ["spot", "on-demand"] as const) {
    let left: readonly Pool[] = pools.filter((pool) => pool.market === market);
    for (let rounds = 0; left.length > 0; rounds += 1) {
      const round = await onceAround(left, ruledOut, context);
      if (round.launched !== undefined) return round.launched;
      left = otherFamiliesFirst(round.overQuota);
      // A quota is full for a while after instances have ended, and no other group is left.
      if (left.length === 0 || !(await patience.wait(rounds))) break;
      if (isCancelled()) throw cancelled(refusals.list());
    }
  }
  throw nothingLeft(refusals.list());
}

/** To the quota all families of a group are one; another family may have the room that the first one lacks. */
function otherFamiliesFirst(pools: readonly Pool[]): readonly Pool[] {
  const familyOf = ({ instanceType }: Pool): string => instanceType.split(".")[0] ?? instanceType;
  const [first] = pools;
  const isFirstFamily = (pool: Pool): boolean => first !== undefined && familyOf(pool) === familyOf(first);
  return pools.toSorted((a, b) => Number(isFirstFamily(a)) - Number(isFirstFamily(b)));
}

interface Round {
  readonly launched: LaunchedInstance | undefined;
  /** The pools whose quota was full. */
  readonly overQuota: readonly Pool[];
}

async function onceAround(pools: readonly Pool[], ruledOut: RuledOut, context: LaunchContext): Promise<Round> {
  const { refusals, isCancelled } = context;
  const overQuota: Pool[] = [];
  ruledOut.forgetQuotas();
  for (const pool of pools) {
    if (isCancelled()) throw cancelled(refusals.list());
    const reason = ruledOut.reasonFor(pool);
    if (reason !== undefined) {
      refusals.add(pool, reason, false);
      if (reason.isQuota) overQuota.push(pool);
      continue;
    }
    const { launched, answer } = await oneIn(pool, context);
    if (launched !== undefined) return { launched, overQuota };
    if (answer.kind !== "refused") continue;
    refusals.add(pool, answer);
    if (answer.decision.action === "fail") throw refused(pool, answer, refusals.list());
    ruledOut.learn(pool, answer);
    if (answer.decision.action === "rotate-family") overQuota.push(pool);
  }
  return { launched: undefined, overQuota };
}

/** One instance in one pool, or what EC2 said instead. */
async function oneIn(
  pool: Pool,
  context: LaunchContext,
): Promise<{ readonly launched: LaunchedInstance | undefined; readonly answer: Answer<RunInstancesCommandOutput> }> {
  const { spec, ec2, bounds, refusals } = context;
  const answer = await askWithToken(() => ec2.send(new RunInstancesCommand(requestOf(spec, pool)), bounds()), context);
  if (answer.kind === "given" && answer.value.Instances?.[0]?.InstanceId !== undefined) {
    const [instance] = answer.value.Instances;
    return {
      answer,
      launched: {
        ...pool,
        instanceId: instance.InstanceId ?? "",
        availabilityZone: instance.Placement?.AvailabilityZone,
        spotRequestId: instance.SpotInstanceRequestId,
        pool: poolName(pool),
        fleetId: undefined,
        adopted: false,
        refusals: refusals.list(),
      },
    };
  }
  const isOwnDead = answer.kind === "refused" && answer.afterLost && answer.code === "IdempotentInstanceTerminated";
  const isUnresolved = answer.kind !== "refused" || answer.code === "IdempotentParameterMismatch" || isOwnDead;
  const launched = isUnresolved ? await resolveLost(tokenOf(spec, pool), answer, context) : undefined;
  return { launched, answer };
}
