import { setTimeout as sleep } from "node:timers/promises";

import type { Callers } from "../../cloud/callers/callers.ts";
import type { Pool, PoolAsk } from "../../cloud/capacity.ts";
import type { Faults } from "../../cloud/faults.ts";
import type { Journal } from "../../cloud/kept/journal.ts";
import { keptMap } from "../../cloud/kept/kept-map.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { CapacityBook } from "./capacity/capacity-book.ts";
import { launchError } from "./capacity/launch-error.ts";
import { type StateReason, stateReason } from "./capacity/state-reason.ts";
import type { InstanceBook } from "./instances/instance-book.ts";
import type { Instance } from "./instances/instance.ts";
import { readLaunchSpec, type LaunchSpec } from "./launch/launch-spec.ts";
import { dryRun } from "./requests/dry-run.ts";
import type { Subnets } from "./subnets.ts";
import { addTags } from "./tags/read-tags.ts";
import type { TemplateBook } from "./templates/template-book.ts";

export interface LaunchContext {
  readonly instances: InstanceBook;
  readonly subnets: Subnets;
  readonly capacity: CapacityBook;
  readonly templates: TemplateBook;
  /** The images there are; any, when not given. */
  readonly imageIds: readonly string[] | undefined;
  readonly faults: Faults;
  readonly callers: Callers;
  readonly journal: Journal;
}

export interface Launcher {
  runInstances(input: Input): Promise<readonly Instance[]>;
  /** Reads what is to be launched, in a zone that has it where it may be any. */
  read(input: Input): LaunchSpec;
  /** Launches in the pool of `spec`, as many as there are, or throws EC2's refusal. */
  launch(spec: LaunchSpec, via: PoolAsk["via"]): readonly Instance[];
  /** Waits as long as EC2 thinks about these pools. */
  think(specs: readonly LaunchSpec[]): Promise<void>;
}

/** What was launched with a client token. */
type Launch = { readonly fingerprint: string; readonly launched: readonly Instance[] };

export function createLauncher(context: LaunchContext): Launcher {
  const { instances, subnets, capacity, templates, imageIds, journal } = context;
  const byToken = keptMap(
    journal,
    "client-token",
    ({ fingerprint, launched }: Launch) => ({ fingerprint, ids: launched.map(({ instanceId }) => instanceId) }),
    ({ fingerprint, ids }): Launch => ({ fingerprint, launched: ids.flatMap((id) => instances.all.get(id) ?? []) }),
  );

  const read = (input: Input): LaunchSpec => {
    const { input: whole, marks } = templates.applied(input);
    const asked = readLaunchSpec(whole, subnets);
    const spec = { ...asked, tags: addTags(asked.tags, marks) };
    return spec.zonal ? spec : inBestZone(spec, context);
  };

  const launch: Launcher["launch"] = (spec, via) => {
    const pool = poolOf(spec);
    const ask = { via, ...pool, subnetId: spec.subnetId };
    try {
      if (imageIds !== undefined && !imageIds.includes(spec.imageId)) {
        throw new ServiceError("InvalidAMIID.NotFound", `The image id '[${spec.imageId}]' does not exist`);
      }
      const byFault = refuseByFault(spec, pool, context);
      const { count: granted, doom = byFault } = capacity.grant(pool, {
        minimum: spec.minimum,
        maximum: spec.maximum,
        maxPrice: spec.spot?.maxPrice,
      });
      const count = Math.min(granted, freeAddresses(spec, context));
      capacity.note(ask);
      return instances.launch(spec, count, doom);
    } catch (error) {
      const told = via === "CreateFleet" ? forFleet(error, pool) : error;
      if (told instanceof ServiceError) capacity.note({ ...ask, code: told.code });
      throw told;
    }
  };

  const think: Launcher["think"] = async (specs) => {
    const ms = Math.max(0, ...specs.map((spec) => capacity.delayMs(poolOf(spec))));
    if (ms > 0) await sleep(ms);
  };

  return {
    read,
    launch,
    think,
    runInstances: async (input) => {
      const spec = read(input);
      if (input["DryRun"] === "true") throw dryRun();
      await think([spec]);
      // Zonal where the request names a place: in another zone the same token launches again ("Ensuring idempotency" of the EC2 API, 2026-11).
      const token = `${spec.clientToken} ${spec.zonal ? spec.availabilityZone : "any"}`;
      const before = spec.clientToken === "" ? undefined : byToken.get(token);
      if (before !== undefined) return again(before, spec);
      const launched = launch(spec, "RunInstances");
      if (spec.clientToken !== "") byToken.set(token, { fingerprint: spec.fingerprint, launched });
      return launched;
    },
  };
}

export function poolOf({ instanceType, availabilityZone, spot }: LaunchSpec): Pool {
  return { instanceType, zone: availabilityZone, lifecycle: spot === undefined ? "on-demand" : "spot" };
}

/** EC2 chooses the zone where the request does not. */
function inBestZone(spec: LaunchSpec, { capacity, subnets }: LaunchContext): LaunchSpec {
  const pool = poolOf(spec);
  const zone = subnets.zones.find(
    (each) => capacity.offered(spec.instanceType, each) && capacity.room({ ...pool, zone: each }) >= spec.minimum,
  );
  if (zone === undefined) return spec;
  return { ...spec, availabilityZone: zone, subnetId: subnets.defaultOf(zone) };
}

function freeAddresses({ subnetId, minimum }: LaunchSpec, { instances, subnets }: LaunchContext): number {
  const taken = [...instances.all.values()].filter(
    (instance) => instance.subnetId === subnetId && instance.state !== "terminated",
  );
  const free = subnets.addresses(subnetId) - taken.length;
  if (free >= minimum) return free;
  const text = `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`;
  throw new ServiceError("InsufficientFreeAddressesInSubnet", text);
}

function again({ fingerprint, launched }: Launch, spec: LaunchSpec): readonly Instance[] {
  if (fingerprint !== spec.fingerprint) {
    throw new ServiceError(
      "IdempotentParameterMismatch",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  }
  if (launched.every(({ state }) => state === "terminated")) {
    throw new ServiceError("IdempotentInstanceTerminated", "The instance of this client token has been terminated.");
  }
  return launched;
}

/** Of a type that a zone lacks a fleet speaks in other words (measured in us-east-2 with trn1.2xlarge, 2026-10-07). */
function forFleet(error: unknown, pool: Pool): unknown {
  if (!(error instanceof ServiceError) || error.code !== "Unsupported") return error;
  return launchError("InvalidFleetConfiguration", pool);
}

/** Throws what the fault refuses the launch with; its answer is what ends it behind `pending`. */
function refuseByFault(
  spec: LaunchSpec,
  pool: Pool,
  { faults, callers }: Pick<LaunchContext, "faults" | "callers">,
): StateReason | undefined {
  const { imageId, instanceType, availabilityZone, subnetId } = spec;
  const fault = faults.launch?.({
    imageId,
    instanceType,
    availabilityZone,
    subnetId,
    lifecycle: pool.lifecycle,
    tags: Object.fromEntries(spec.tags.get("instance") ?? []),
    ...callers.asker(),
  });
  const doom = fault && stateReason(fault);
  if (fault !== undefined && doom === undefined) throw launchError(fault.code, pool, { message: fault.message });
  return doom;
}
