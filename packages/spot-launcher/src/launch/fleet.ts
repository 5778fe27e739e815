import { CreateFleetCommand, type CreateFleetCommandInput, type CreateFleetCommandOutput } from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";
import { type Market, type Pool, type PoolAttempt, poolName } from "../pools/pool.ts";
import { deleteFleet } from "../termination/delete-fleet.ts";
import { ask } from "./ask.ts";
import { cancelled } from "./cancelled.ts";
import { answerOf } from "./capacity-codes.ts";
import { clientToken } from "./client-token.ts";
import type { World } from "./effects.ts";
import { findById } from "./find-launched.ts";
import { withLaunchTemplate } from "./launch-template.ts";
import { adopted, type LaunchedInstance } from "./launched-instance.ts";
import { openPatience, type Patience } from "./patience.ts";
import { nothingLeft, openRefusals, refused, type Refusals } from "./refusals.ts";
import { tagSpecifications } from "./request.ts";
import { type LaunchSpec, poolsOf } from "./spec.ts";

const ROUNDS = 4;
const FIRST_WAIT_MS = 2000;

interface Course {
  readonly spec: LaunchSpec;
  readonly refusals: Refusals;
  readonly patience: Patience;
  readonly world: World;
}

/**
 * One CreateFleet `instant` over all spot pools, which EC2 chooses from by price and capacity; then one over the pools to
 * avoid, then on-demand, in order of preference. Each is one synchronous attempt (user guide, instant-fleet).
 */
export async function launchByFleet(spec: LaunchSpec, world: World): Promise<LaunchedInstance> {
  const course = {
    spec,
    refusals: openRefusals(world.onRefusal),
    patience: openPatience(spec.patience ?? 120, world),
    world,
  };
  const unsupported = new Set(spec.unsupportedPools);
  const avoided = new Set(spec.avoidPools);
  const pools = poolsOf(spec).filter((pool) => !unsupported.has(poolName(pool)));
  for (const market of ["spot", "on-demand"] as const) {
    const [later = [], first = []] = [true, false].map((isAvoided) =>
      pools.filter((pool) => pool.market === market && avoided.has(poolName(pool)) === isAvoided),
    );
    if (first.length + later.length === 0) continue;
    const launched = await withLaunchTemplate(spec, market, course, async (template) => {
      for (const some of [first, later]) {
        const one = some.length === 0 ? undefined : await fromAnyOf(some, market, template, course);
        if (one !== undefined) return one;
      }
      return undefined;
    });
    if (launched !== undefined) return launched;
  }
  throw nothingLeft(course.refusals.list());
}

async function fromAnyOf(
  pools: readonly Pool[],
  market: Market,
  template: string,
  course: Course,
): Promise<LaunchedInstance | undefined> {
  const { spec, refusals, patience, world } = course;
  for (let round = 0; ; round += 1) {
    if (world.isCancelled()) throw cancelled(refusals.list());
    // The same token would give the same fleet again, empty as it was.
    const token = clientToken(spec, "fleet", market, String(round), ...pools.map(poolName));
    const request = new CreateFleetCommand({ ...requestOf(spec, pools, market, template), ClientToken: token });
    const said = await ask(() => world.ec2.send(request, world.bounded()), patience, world);
    if (said.kind === "lost") {
      throw new SpotLauncherError(
        "LAUNCH_UNRESOLVED",
        `nobody says whether EC2 launched an instance: ${said.message}`,
        {
          attempts: refusals.list(),
          cause: said.cause,
          hint: "the same run and attempt again finds it; its watchdog ends it, and the reaper",
        },
      );
    }
    if (said.kind === "refused") throw refused(undefined, said, refusals.list());
    const launched = await instanceOf(said.value, pools, refusals.list(), world);
    noteErrors(said.value, pools, refusals);
    if (launched !== undefined) return { ...launched, refusals: refusals.list() };
    await deleteFleet(said.value.FleetId, world.ec2);
    const answers = refusals.list().filter(({ market: its, asked }) => its === market && asked);
    const failing = answers.find(({ code }) => answerOf(code).action === "fail");
    if (failing !== undefined) throw refused(failing, failing, refusals.list());
    // Of the fleet's pools some said "later" or were over a quota, all others have nothing now.
    const isWorthWaiting = answers.some(({ code }) => /^(wait|rotate-family)$/.test(answerOf(code).action));
    if (!isWorthWaiting || round === ROUNDS || !(await patience.wait(round, FIRST_WAIT_MS))) return undefined;
  }
}

function requestOf(
  spec: LaunchSpec,
  pools: readonly Pool[],
  market: Market,
  LaunchTemplateName: string,
): CreateFleetCommandInput {
  const Overrides = pools.map(({ instanceType, subnetId }, Priority) => ({
    InstanceType: instanceType as "c7i.large",
    SubnetId: subnetId,
    ...(market === "on-demand" ? { Priority } : {}),
  }));
  return {
    Type: "instant",
    TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: market },
    // The API's default is still the lowest price, whatever its capacity (user guide, ec2-fleet-allocation-strategy).
    ...(market === "spot"
      ? { SpotOptions: { AllocationStrategy: "price-capacity-optimized", InstanceInterruptionBehavior: "terminate" } }
      : { OnDemandOptions: { AllocationStrategy: "prioritized" } }),
    LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateName, Version: "$Latest" }, Overrides }],
    TagSpecifications: tagSpecifications(spec, ["fleet"]),
  };
}

async function instanceOf(
  { Instances = [], FleetId }: CreateFleetCommandOutput,
  pools: readonly Pool[],
  refusals: readonly PoolAttempt[],
  world: World,
): Promise<LaunchedInstance | undefined> {
  const given = Instances.find(({ InstanceIds = [] }) => InstanceIds.length > 0);
  const instanceId = given?.InstanceIds?.[0];
  if (given === undefined || instanceId === undefined) return undefined;
  const { InstanceType, SubnetId } = given.LaunchTemplateAndOverrides?.Overrides ?? {};
  const pool = pools.find((one) => one.instanceType === InstanceType && one.subnetId === SubnetId);
  // The fleet's answer lacks the zone and the spot request; both are told by the instance, when it is listed.
  const listed = await findById(instanceId, world);
  if (listed !== undefined) return { ...adopted(listed, refusals), fleetId: FleetId, adopted: false };
  return {
    instanceType: pool?.instanceType ?? given.InstanceType ?? "",
    subnetId: pool?.subnetId ?? "",
    market: given.Lifecycle === "on-demand" ? "on-demand" : "spot",
    instanceId,
    availabilityZone: given.LaunchTemplateAndOverrides?.Overrides?.AvailabilityZone,
    spotRequestId: undefined,
    pool: pool === undefined ? "" : poolName(pool),
    fleetId: FleetId,
    adopted: false,
    refusals,
  };
}

/** HTTP 200 with nothing launched says why here, pool by pool; a pool that it does not name was not needed. */
function noteErrors({ Errors = [] }: CreateFleetCommandOutput, pools: readonly Pool[], refusals: Refusals): void {
  for (const { LaunchTemplateAndOverrides, ErrorCode: code = "Unknown", ErrorMessage: message = "" } of Errors) {
    const { InstanceType, SubnetId } = LaunchTemplateAndOverrides?.Overrides ?? {};
    const named = pools.filter(
      ({ instanceType, subnetId }) =>
        (InstanceType ?? instanceType) === instanceType && (SubnetId ?? subnetId) === subnetId,
    );
    for (const pool of named) refusals.add(pool, { code, message });
  }
}
