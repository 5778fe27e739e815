import { randomBytes } from "node:crypto";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Image } from "../options.ts";
import { createSandbox, type SandboxChoice } from "../sandbox/choose-sandbox.ts";
import type { Instance, SpotRequest } from "./instance.ts";
import type { LaunchSpec } from "./launch-spec.ts";

export interface NewInstanceOptions {
  readonly clock: Clock;
  readonly directory: string;
  readonly sandbox: SandboxChoice;
  readonly images: Readonly<Record<string, Image>> | undefined;
}

/** An instance that is pending: nothing of it runs yet. */
export function newInstance(spec: LaunchSpec, reservationId: string, options: NewInstanceOptions): Instance {
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
    launchedAt: now,
    tags: new Map(spec.tags),
    spot: spec.spot ? newRequest(spec, now) : undefined,
    folder,
    sandbox: createSandbox(options.sandbox.kind, {
      instanceId,
      hostname,
      folder,
      files: image.files ?? {},
      exposes: image.exposes ?? [],
    }),
    state: "pending",
    stateReason: undefined,
    transitionReason: "",
    terminatedAt: undefined,
    agent: undefined,
    registered: false,
    connectionLostAt: undefined,
    imds: undefined,
    reclaimAt: undefined,
    rebalanceAt: undefined,
    booted: Promise.resolve(),
    pendingShutdown: undefined,
    timers: new Set(),
  };
}

function newRequest({ spotTags }: LaunchSpec, now: number): SpotRequest {
  return {
    requestId: `sir-${hex(8)}`,
    createdAt: now,
    tags: new Map(spotTags),
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
