import type { Faults } from "../faults.ts";
import type { Journal } from "../state/journal.ts";
import { keptMap } from "../state/kept-map.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { Input } from "../wire/services.ts";
import type { Fleet } from "./fleet.ts";
import type { Instance } from "./instance.ts";
import { readLaunchSpec, type LaunchSpec } from "./launch-spec.ts";

export interface LaunchContext {
  readonly fleet: Fleet;
  readonly region: string;
  /** The images there are; any, when not given. */
  readonly imageIds: readonly string[] | undefined;
  readonly faults: Faults;
  readonly journal: Journal;
}

type Launched = { readonly fingerprint: string; readonly instances: readonly Instance[] };

/** RunInstances. A client token is zonal: in another zone the same one launches again (facts C3). */
export function createLauncher({
  fleet,
  region,
  imageIds,
  faults,
  journal,
}: LaunchContext): (input: Input) => readonly Instance[] {
  const byToken = keptMap(
    journal,
    "client-token",
    ({ fingerprint, instances }: Launched) => ({ fingerprint, ids: instances.map(({ instanceId }) => instanceId) }),
    ({ fingerprint, ids }): Launched => ({
      fingerprint,
      instances: ids.flatMap((id) => fleet.instances.get(id) ?? []),
    }),
  );
  return (input) => {
    const spec = readLaunchSpec(input, region);
    if (input["DryRun"] === "true") {
      throw new ServiceError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    }
    const token = `${spec.clientToken} ${spec.availabilityZone}`;
    const before = spec.clientToken === "" ? undefined : byToken.get(token);
    if (before !== undefined) return again(before, spec);
    if (imageIds !== undefined && !imageIds.includes(spec.imageId)) {
      throw new ServiceError("InvalidAMIID.NotFound", `The image id '[${spec.imageId}]' does not exist`);
    }
    refuseByFault(spec, faults);
    const instances = fleet.launch(spec);
    if (spec.clientToken !== "") byToken.set(token, { fingerprint: spec.fingerprint, instances });
    return instances;
  };
}

function again({ fingerprint, instances }: Launched, spec: LaunchSpec): readonly Instance[] {
  if (fingerprint !== spec.fingerprint) {
    throw new ServiceError(
      "IdempotentParameterMismatch",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  }
  if (instances.every(({ state }) => state === "terminated")) {
    throw new ServiceError("IdempotentInstanceTerminated", "The instance of this client token has been terminated.");
  }
  return instances;
}

/** The codes that EC2 answers with a server's status, which SDKs therefore retry by themselves (facts C2). */
const SERVER_FAULTS: Readonly<Record<string, number>> = {
  InsufficientInstanceCapacity: 500,
  InsufficientHostCapacity: 500,
  InsufficientReservedInstanceCapacity: 500,
  InternalError: 500,
  Unavailable: 503,
  ServiceUnavailable: 503,
  RequestLimitExceeded: 503,
};

function refuseByFault(spec: LaunchSpec, faults: Faults): void {
  const { imageId, instanceType, availabilityZone, subnetId } = spec;
  const fault = faults.launch?.({
    imageId,
    instanceType,
    availabilityZone,
    subnetId,
    lifecycle: spec.spot ? "spot" : "on-demand",
    tags: Object.fromEntries(spec.tags),
  });
  if (fault === undefined) return;
  const sentence = `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${availabilityZone}).`;
  throw new ServiceError(fault.code, fault.message ?? sentence, SERVER_FAULTS[fault.code] ?? 400);
}
