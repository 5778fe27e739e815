import { createSandbox } from "../../../machine/sandbox/choose-sandbox.ts";
import type { Instance, SpotRequest } from "./instance.ts";
import type { NewInstanceOptions } from "./new-instance.ts";
import { closeByUser } from "./spot-request.ts";

type Tags = readonly (readonly [string, string])[];

/** What is left of an instance when the cloud has stopped. */
export type InstanceRecord = Omit<
  Instance,
  | "sandbox"
  | "agent"
  | "imds"
  | "units"
  | "booted"
  | "userData"
  | "pendingShutdown"
  | "timers"
  | "tags"
  | "spot"
  | "networkInterface"
> & {
  readonly tags: Tags;
  readonly spot: (Omit<SpotRequest, "tags"> & { readonly tags: Tags }) | undefined;
  readonly networkInterface: { readonly id: string; readonly tags: Tags };
};

export function instanceRecord(instance: Instance): InstanceRecord {
  const {
    sandbox: _sandbox,
    agent: _agent,
    imds: _imds,
    units: _units,
    booted: _booted,
    userData: _userData,
    pendingShutdown: _pendingShutdown,
    timers: _timers,
    ...kept
  } = instance;
  const { spot, tags, networkInterface } = instance;
  return {
    ...kept,
    tags: [...tags],
    spot: spot === undefined ? undefined : { ...spot, tags: [...spot.tags] },
    networkInterface: { id: networkInterface.id, tags: [...networkInterface.tags] },
  };
}

/** Machines do not survive a restart: whatever one was doing, it is terminated, and its reason says why. */
export function restoredInstance(record: InstanceRecord, { clock, sandbox }: NewInstanceOptions): Instance {
  const { instanceId, hostname, folder, spot, networkInterface } = record;
  const instance: Instance = {
    ...record,
    tags: new Map(record.tags),
    spot: spot === undefined ? undefined : { ...spot, tags: new Map(spot.tags), visible: true },
    networkInterface: { id: networkInterface.id, tags: new Map(networkInterface.tags) },
    visible: true,
    sandbox: createSandbox(sandbox.kind, { instanceId, hostname, folder, files: {}, exposes: [] }),
    agent: undefined,
    userData: undefined,
    imds: undefined,
    units: undefined,
    booted: Promise.resolve(),
    pendingShutdown: undefined,
    timers: new Set(),
  };
  if (record.state === "terminated") return instance;
  const now = clock.now();
  closeByUser(instance, now);
  const code = "Client.UserInitiatedShutdown";
  const stateReason = { code, message: `${code}: the local cloud was stopped, and machines do not survive that` };
  const ended = { state: "terminated", terminatedAt: now, stateReason, transitionReason: stateReason.message } as const;
  return Object.assign(instance, ended, { connectionLostAt: undefined });
}
