import type { Instance, SpotRequest } from "./instance.ts";
import { machineOf, type MachinePart } from "./machine-of.ts";
import { closeByUser } from "./spot-request.ts";

type Tags = readonly (readonly [string, string])[];

/** What is left of an instance when the cloud has stopped. */
export type InstanceRecord = Omit<Instance, "machine" | "agent" | "tags" | "spot" | "networkInterface"> & {
  readonly tags: Tags;
  readonly spot: (Omit<SpotRequest, "tags"> & { readonly tags: Tags }) | undefined;
  readonly networkInterface: { readonly id: string; readonly tags: Tags };
};

export function instanceRecord(instance: Instance): InstanceRecord {
  const { machine: _machine, agent: _agent, ...kept } = instance;
  const { spot, tags, networkInterface } = instance;
  return {
    ...kept,
    tags: [...tags],
    spot: spot === undefined ? undefined : { ...spot, tags: [...spot.tags] },
    networkInterface: { id: networkInterface.id, tags: [...networkInterface.tags] },
  };
}

/** Machines do not survive a restart: whatever one was doing, it is terminated, and its reason says why. */
export function restoredInstance(record: InstanceRecord, part: MachinePart): Instance {
  const { spot, networkInterface } = record;
  const bare: Omit<Instance, "machine"> = {
    ...record,
    tags: new Map(record.tags),
    spot: spot === undefined ? undefined : { ...spot, tags: new Map(spot.tags), visible: true },
    networkInterface: { id: networkInterface.id, tags: new Map(networkInterface.tags) },
    visible: true,
    agent: undefined,
  };
  const instance = Object.assign(bare, { machine: machineOf(bare, { part, image: {}, userData: undefined }) });
  if (record.state === "terminated") return instance;
  const now = part.clock.now();
  closeByUser(instance, now);
  const code = "Client.UserInitiatedShutdown";
  const stateReason = { code, message: `${code}: the local cloud was stopped, and machines do not survive that` };
  const ended = { state: "terminated", terminatedAt: now, stateReason, transitionReason: stateReason.message } as const;
  return Object.assign(instance, ended, { connectionLostAt: undefined });
}
