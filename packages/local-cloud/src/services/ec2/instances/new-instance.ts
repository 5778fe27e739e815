import { randomBytes } from "node:crypto";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Image } from "../../../cloud/options.ts";
import { createSandbox, type SandboxChoice } from "../../../machine/sandbox/choose-sandbox.ts";
import type { LaunchSpec } from "../launch/launch-spec.ts";
import type { SpotOptions } from "../launch/spot-options.ts";
import type { Instance, SpotRequest } from "./instance.ts";

export interface NewInstanceOptions {
  readonly clock: Clock;
  readonly directory: string;
  readonly sandbox: SandboxChoice;
  readonly images: Readonly<Record<string, Image>> | undefined;
}

/** An instance that is pending: nothing of it runs yet. */
export function newInstance(
  spec: LaunchSpec,
  reservationId: string,
  launchIndex: number,
  options: NewInstanceOptions,
): Instance {
  const instanceId = `i-0${hex(16)}`;
  const bytes = randomBytes(2);
  const address = [10, 0, bytes[0] ?? 0, bytes[1] ?? 0];
  const hostname = `ip-${address.join("-")}`;
  const folder = join(options.directory, "instances", instanceId);
  const image = options.images?.[spec.imageId] ?? {};
  const now = options.clock.now();
  return {
    instanceId,
    reservationId,
    imageId: spec.imageId,
    instanceType: spec.instanceType,
    availabilityZone: spec.availabilityZone,
    subnetId: spec.subnetId,
    securityGroupIds: spec.securityGroupIds,
    profile: spec.profile,
    keyName: spec.keyName,
    privateIp: address.join("."),
    hostname,
    clientToken: spec.clientToken,
    shutdownBehavior: spec.shutdownBehavior,
    terminationProtected: spec.terminationProtected,
    metadata: spec.metadata,
    userData: spec.userData,
    networkInterface: { id: `eni-0${hex(16)}`, tags: new Map(spec.tags.get("network-interface")) },
    launchedAt: now,
    launchIndex,
    tags: new Map(spec.tags.get("instance")),
    spot: spec.spot === undefined ? undefined : newRequest(spec.spot, spec.tags.get("spot-instances-request"), now),
    folder,
    sandbox: createSandbox(options.sandbox.kind, {
      instanceId,
      hostname,
      folder,
      files: image.files ?? {},
      exposes: image.exposes ?? [],
      image,
    }),
    visible: false,
    state: "pending",
    stateReason: undefined,
    transitionReason: "",
    terminatedAt: undefined,
    agent: undefined,
    registered: false,
    connectionLostAt: undefined,
    imds: undefined,
    units: undefined,
    bootedBefore: false,
    reclaiming: false,
    reclaimAt: undefined,
    rebalanceAt: undefined,
    booted: Promise.resolve(),
    pendingShutdown: undefined,
    timers: new Set(),
  };
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

/** So many random hexadecimal digits. */
export function hex(length: number): string {
  return randomBytes(length).toString("hex").slice(0, length);
}
