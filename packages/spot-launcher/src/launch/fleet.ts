import { CreateFleetCommand, type CreateFleetCommandInput, type CreateFleetCommandOutput } from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";
import { type Market, type Pool, poolName } from "../pools/pool.ts";
import { deleteFleet } from "../termination/delete-fleet.ts";
import { askWithToken } from "./ask-with-token.ts";
import { cancelled } from "./cancelled.ts";
import { clientToken } from "./client-token.ts";
import type { LaunchContext } from "./context.ts";
import { decideOnCode } from "./decide.ts";
import { findById } from "./find-launched.ts";
import { withLaunchTemplate } from "./launch-template.ts";
import { adopted, type LaunchedInstance } from "./launched-instance.ts";
import { nothingLeft, refused, type Refusals } from "./refusals.ts";
import { tagSpecifications } from "./request.ts";
import { type LaunchSpec, poolsOf } from "./spec.ts";

const ROUNDS = 4;

/** Some pools of one market, and the launch template for them. */
interface Choice {
  readonly pools: readonly Pool[];
  readonly market: Market;
  readonly template: string;
}

/**
 * One CreateFleet `instant` over all spot pools, which EC2 chooses from by price and capacity; then one over the pools to
 * avoid, then on-demand, in order of preference. Each is one synchronous attempt (user guide, instant-fleet).
 */
export async function launchByFleet(context: LaunchContext): Promise<LaunchedInstance> {
  const { spec } = context;
  const unsupported = new Set(spec.unsupportedPools);
  const avoided = new Set(spec.avoidPools);
  const all = poolsOf(spec).filter((pool) => !unsupported.has(poolName(pool)));
  for (const market of ["spot", "on-demand"] as const) {
    const [later = [], first = []] = [true, false].map((isAvoided) =>
      all.filter((pool) => pool.market === market && avoided.has(poolName(pool)) === isAvoided),
    );
    if (first.length + later.length === 0) continue;
    const launched = await withLaunchTemplate(market, context, async (template) => {
      for (const pools of [first, later]) {
        const one = pools.length === 0 ? undefined : await fromAnyOf({ pools, market, template }, context);
        if (one !== undefined) return one;
      }
      return undefined;
    });
    if (launched !== undefined) return launched;
  }
  throw nothingLeft(context.refusals.list());
}

async function fromAnyOf(choice: Choice, context: LaunchContext): Promise<LaunchedInstance | undefined> {
  const { spec, refusals, patience, ec2, bounds, isCancelled } = context;
  const { pools, market } = choice;
  for (let round = 0; ; round += 1) {
    if (isCancelled()) throw cancelled(refusals.list());
    // The same token would give the same fleet again, empty as it was.
    const token = clientToken(spec, "fleet", market, String(round), ...pools.map(poolName));
    const request = new CreateFleetCommand({ ...requestOf(spec, choice), ClientToken: token });
    const answer = await askWithToken(() => ec2.send(request, bounds()), context);
    if (answer.kind === "lost") {
      throw new SpotLauncherError(
        "LAUNCH_UNRESOLVED",
        `nobody says whether EC2 launched an instance: ${answer.message}`,
        {
          attempts: refusals.list(),
          cause: answer.cause,
          hint: "the same run and attempt again finds it; its watchdog ends it, and the reaper",
        },
      );
    }
    if (answer.kind === "refused") throw refused(undefined, answer, refusals.list());
    const launched = await instanceOf(answer.value, pools, context);
    noteErrors(answer.value, pools, refusals);
    if (launched !== undefined) return { ...launched, refusals: refusals.list() };
    await deleteFleet(answer.value.FleetId, context);
    if (!mayHaveSomeLater(market, refusals) || round === ROUNDS || !(await patience.wait(round))) return undefined;
  }
}

/** Of the fleet's pools some said "later" or were over a quota, all others have nothing now. */
function mayHaveSomeLater(market: Market, refusals: Refusals): boolean {
  const answers = refusals.list().filter(({ market: its, asked }) => its === market && asked);
  const failing = answers.find(({ code }) => decideOnCode(code).action === "fail");
  if (failing !== undefined) throw refused(failing, failing, refusals.list());
  return answers.some(({ code }) => /^(wait|rotate-family)$/.test(decideOnCode(code).action));
}

function requestOf(spec: LaunchSpec, { pools, market, template: LaunchTemplateName }: Choice): CreateFleetCommandInput {
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
  context: LaunchContext,
): Promise<LaunchedInstance | undefined> {
  const given = Instances.find(({ InstanceIds = [] }) => InstanceIds.length > 0);
  const instanceId = given?.InstanceIds?.[0];
  if (given === undefined || instanceId === undefined) return undefined;
  const { InstanceType, SubnetId } = given.LaunchTemplateAndOverrides?.Overrides ?? {};
  const pool = pools.find((one) => one.instanceType === InstanceType && one.subnetId === SubnetId);
  // The fleet's answer lacks the zone and the spot request; both are told by the instance, when it is listed.
  const refusals = context.refusals.list();
  const listed = await findById(instanceId, context);
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
