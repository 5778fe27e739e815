import { RunInstancesCommand } from "@aws-sdk/client-ec2";

import { type Pool, poolName } from "../pools/pool.ts";
import { quotaGroup } from "../pools/quota-group.ts";
import { ask } from "./ask.ts";
import { cancelled } from "./cancelled.ts";
import type { World } from "./effects.ts";
import type { LaunchedInstance } from "./launched-instance.ts";
import { openPatience, type Patience } from "./patience.ts";
import { nothingLeft, openRefusals, refused, type Refusals } from "./refusals.ts";
import { requestOf, tokenOf } from "./request.ts";
import { resolveLost } from "./resolve-lost.ts";
import { type LaunchSpec, poolsOf } from "./spec.ts";

const FIRST_QUOTA_WAIT_MS = 2000;

/** What an answer ruled out beyond its own pool. */
interface RuledOut {
  readonly subnets: Map<string, Cause>;
  readonly pools: Map<string, Cause>;
}

interface Cause {
  readonly code: string;
  readonly message: string;
}

/** Pool by pool, in order: one call each, the next at once when this one is dry. */
export async function rotate(spec: LaunchSpec, world: World): Promise<LaunchedInstance> {
  const refusals = openRefusals(world.onRefusal);
  const patience = openPatience(spec.patience ?? 120, world);
  const known = { code: "Unsupported", message: "not offered here, as an earlier launch has learned" };
  const ruledOut = { subnets: new Map(), pools: new Map(spec.unsupportedPools?.map((pool) => [pool, known])) };
  const pools = poolsOf(spec);
  for (const market of ["spot", "on-demand"] as const) {
    let left: readonly Pool[] = pools.filter((pool) => pool.market === market);
    for (let rounds = 0; left.length > 0; rounds += 1) {
      const round = await onceAround(left, { spec, ruledOut, refusals, patience, world });
      if (round.launched !== undefined) return round.launched;
      // A quota is full for a while after instances have ended, and no other group is left. Another family goes first then:
      // to the quota it is all one, and it may have the room that this one lacks.
      const familyOf = ({ instanceType }: Pool): string => instanceType.split(".")[0] ?? instanceType;
      const [first] = round.overQuota;
      const isFirstFamily = (pool: Pool): boolean => first !== undefined && familyOf(pool) === familyOf(first);
      left = round.overQuota.toSorted((a, b) => Number(isFirstFamily(a)) - Number(isFirstFamily(b)));
      if (left.length === 0 || !(await patience.wait(rounds, FIRST_QUOTA_WAIT_MS))) break;
      if (world.isCancelled()) throw cancelled(refusals.list());
    }
  }
  throw nothingLeft(refusals.list());
}

interface Course {
  readonly spec: LaunchSpec;
  readonly ruledOut: RuledOut;
  readonly refusals: Refusals;
  readonly patience: Patience;
  readonly world: World;
}

interface Round {
  readonly launched: LaunchedInstance | undefined;
  /** The pools whose quota was full. */
  readonly overQuota: readonly Pool[];
}

async function onceAround(pools: readonly Pool[], course: Course): Promise<Round> {
  const { spec, ruledOut, refusals, patience, world } = course;
  const fullGroups = new Map<string, Cause>();
  const overQuota: Pool[] = [];
  for (const pool of pools) {
    if (world.isCancelled()) throw cancelled(refusals.list());
    const group = quotaGroup(pool.instanceType);
    const full = fullGroups.get(group);
    const ruled = ruledOut.subnets.get(pool.subnetId) ?? ruledOut.pools.get(poolName(pool)) ?? full;
    if (ruled !== undefined) {
      refusals.add(pool, ruled, false);
      if (ruled === full) overQuota.push(pool);
      continue;
    }
    const said = await ask(
      () => world.ec2.send(new RunInstancesCommand(requestOf(spec, pool)), world.bounded()),
      patience,
      world,
    );
    if (said.kind === "given" && said.value.Instances?.[0]?.InstanceId !== undefined) {
      const [instance] = said.value.Instances;
      return {
        overQuota,
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
    const isOwnDead = said.kind === "refused" && said.afterLost && said.code === "IdempotentInstanceTerminated";
    if (said.kind !== "refused" || said.code === "IdempotentParameterMismatch" || isOwnDead) {
      const launched = await resolveLost(tokenOf(spec, pool), said, refusals.list(), world);
      if (launched !== undefined) return { overQuota, launched };
    }
    if (said.kind !== "refused") continue;
    refusals.add(pool, said);
    if (said.answer.action === "fail") throw refused(pool, said, refusals.list());
    if (said.answer.action === "rotate-subnet") ruledOut.subnets.set(pool.subnetId, said);
    // In these words the type is not offered in the zone at all, in neither market.
    if (said.code === "Unsupported" && /availability zone/i.test(said.message))
      ruledOut.pools.set(poolName(pool), said);
    if (said.answer.action === "rotate-family") {
      fullGroups.set(group, said);
      overQuota.push(pool);
    }
  }
  return { launched: undefined, overQuota };
}
