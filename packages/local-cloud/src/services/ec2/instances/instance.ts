import type { Caller } from "../../../cloud/callers/caller.ts";
import type { InstanceState, InstanceView } from "../../../cloud/views.ts";
import type { Agent } from "../../../machine/agent/agent.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { MetadataOptions } from "../../../machine/metadata/metadata.ts";

/** What becomes of an instance: written by the phase that it is in, and by nothing else. */
export interface Course {
  /** EC2 is eventually consistent: for a while after its launch nobody can find it. */
  readonly visible: boolean;
  readonly state: InstanceState;
  readonly stateReason: { readonly code: string; readonly message: string } | undefined;
  /** Free text, StateTransitionReason. */
  readonly transitionReason: string;
  readonly terminatedAt: number | undefined;
  readonly agent: Agent | undefined;
  /** It has registered with SSM once. */
  readonly registered: boolean;
  /** When its agent was last heard of, while it cannot be reached. */
  readonly connectionLostAt: number | undefined;
  /** It is being taken away. */
  readonly reclaiming: boolean;
  /** When it will be taken away, once that may be read from within. */
  readonly reclaimAt: number | undefined;
  readonly rebalanceAt: number | undefined;
}

export interface Instance extends Course {
  readonly instanceId: string;
  readonly reservationId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  readonly profile: string | undefined;
  readonly keyName: string | undefined;
  readonly privateIp: string;
  readonly hostname: string;
  readonly clientToken: string;
  /** What it was to run at its first boot. */
  readonly userData: string | undefined;
  /** What an operating system's shutdown does to it. */
  shutdownBehavior: "stop" | "terminate";
  /** TerminateInstances is refused. */
  terminationProtected: boolean;
  readonly metadata: MetadataOptions;
  /** Its one network interface, which ends with it. */
  readonly networkInterface: { readonly id: string; readonly tags: Map<string, string> };
  readonly launchedAt: number;
  /** Its place in its reservation. */
  readonly launchIndex: number;
  readonly tags: Map<string, string>;
  readonly spot: SpotRequest | undefined;
  readonly folder: string;
  /** Who launched it. */
  readonly by: Caller | undefined;
  /** What its role's credentials are known by. */
  readonly accessKeyId: string;
  readonly machine: Machine;
}

export interface SpotRequest {
  readonly requestId: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  readonly maxPrice: number | undefined;
  visible: boolean;
  state: "active" | "closed" | "cancelled";
  code: string;
  message: string;
  updatedAt: number;
}

/** EC2's numbers for the states (botocore 1.43 model of InstanceState, 2026-11). */
export const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function instanceView(instance: Instance): InstanceView {
  const { stateReason, spot, terminatedAt } = instance;
  const metadataEndpoint = instance.machine.metadataEndpoint();
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceType: instance.instanceType,
    availabilityZone: instance.availabilityZone,
    subnetId: instance.subnetId,
    lifecycle: spot === undefined ? "on-demand" : "spot",
    state: instance.state,
    ...(stateReason === undefined ? {} : { stateReason: stateReason.code }),
    ...(spot === undefined ? {} : { spotRequestId: spot.requestId, spotStatus: spot.code }),
    online: instance.agent !== undefined && instance.connectionLostAt === undefined,
    launchedAt: instance.launchedAt,
    ...(terminatedAt === undefined ? {} : { terminatedAt }),
    tags: Object.fromEntries(instance.tags),
    folder: instance.folder,
    ...(metadataEndpoint === undefined ? {} : { metadataEndpoint }),
    ...(instance.by === undefined ? {} : { by: instance.by }),
  };
}
