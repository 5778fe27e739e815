import { join } from "node:path";

import type { LaunchSpec } from "../launch/launch-spec.ts";
import type { SpotOptions } from "../launch/spot-options.ts";
import { hex } from "../requests/random-id.ts";
import type { Instance, SpotRequest } from "./instance.ts";
import { machineOf, type MachinePart } from "./machine-of.ts";

/** An instance's place among those of its launch. */
export interface Place {
  readonly reservationId: string;
  readonly launchIndex: number;
}

/** Whoever sets the stage may say which id an instance gets, by the client token. */
const FIXED_ID = /^instance-id=(i-[\da-f]{8,17})$/;

/** An instance that is pending: nothing of it runs yet. */
export function newInstance(spec: LaunchSpec, { reservationId, launchIndex }: Place, part: MachinePart): Instance {
  const instanceId = FIXED_ID.exec(spec.clientToken ?? "")?.[1] ?? `i-0${hex(16)}`;
  const privateIp = part.newAddress();
  const hostname = `ip-${privateIp.replaceAll(".", "-")}`;
  const now = part.clock.now();
  const by = part.callers.current();
  const instance: Omit<Instance, "machine"> = {
    instanceId,
    reservationId,
    imageId: spec.imageId,
    instanceType: spec.instanceType,
    availabilityZone: spec.availabilityZone,
    subnetId: spec.subnetId,
    securityGroupIds: spec.securityGroupIds,
    profile: spec.profile,
    keyName: spec.keyName,
    privateIp,
    hostname,
    clientToken: spec.clientToken,
    userData: spec.userData,
    shutdownBehavior: spec.shutdownBehavior,
    terminationProtected: spec.terminationProtected,
    metadata: spec.metadata,
    networkInterface: { id: `eni-0${hex(16)}`, tags: new Map(spec.tags.get("network-interface")) },
    launchedAt: now,
    launchIndex,
    tags: new Map(spec.tags.get("instance")),
    spot: spec.spot === undefined ? undefined : newRequest(spec.spot, spec.tags.get("spot-instances-request"), now),
    folder: join(part.directory, "instances", instanceId),
    by,
    accessKeyId: part.callers.keyOf({ kind: "instance", instanceId, ...(by && { by }) }),
    visible: false,
    state: "pending",
    stateReason: undefined,
    transitionReason: "",
    terminatedAt: undefined,
    agent: undefined,
    registered: false,
    connectionLostAt: undefined,
    reclaiming: false,
    reclaimAt: undefined,
    rebalanceAt: undefined,
  };
  const image = part.options.images?.[spec.imageId] ?? {};
  return Object.assign(instance, { machine: machineOf(instance, { part, image, userData: spec.userData }) });
}

function newRequest(
  { maxPrice }: SpotOptions,
  tags: ReadonlyMap<string, string> | undefined,
  now: number,
): SpotRequest {
  return {
    requestId: `sir-${hex(8)}`,
    createdAt: now,
    tags: new Map(tags),
    maxPrice,
    visible: false,
    state: "active",
    code: "fulfilled",
    message: "Your Spot request is fulfilled.",
    updatedAt: now,
  };
}
