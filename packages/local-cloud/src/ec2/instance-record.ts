import { createSandbox } from "../sandbox/choose-sandbox.ts";
import type { Instance, SpotRequest } from "./instance.ts";
import type { NewInstanceOptions } from "./new-instance.ts";
import { closeByUser } from "./spot.ts";

/** What is left of an instance when the cloud has stopped. */
export type InstanceRecord = Omit<
  Instance,
  "sandbox" | "agent" | "imds" | "booted" | "pendingShutdown" | "timers" | "tags" | "spot"
> & {
  readonly tags: readonly (readonly [string, string])[];
  readonly spot: (Omit<SpotRequest, "tags"> & { readonly tags: readonly (readonly [string, string])[] }) | undefined;
};

export function instanceRecord(instance: Instance): InstanceRecord {
  const { sandbox: _, agent: __, imds: ___, booted: ____, pendingShutdown: _____, timers: ______, ...kept } = instance;
  const { spot, tags } = instance;
  return { ...kept, tags: [...tags], spot: spot === undefined ? undefined : { ...spot, tags: [...spot.tags] } };
}

/** Machines do not survive a restart: whatever one was doing, it is terminated, and its reason says why. */
export function restoredInstance(record: InstanceRecord, { clock, sandbox }: NewInstanceOptions): Instance {
  const { instanceId, hostname, folder, spot } = record;
  const instance: Instance = {
    ...record,
    tags: new Map(record.tags),
    spot: spot === undefined ? undefined : { ...spot, tags: new Map(spot.tags) },
    sandbox: createSandbox(sandbox.kind, { instanceId, hostname, folder, files: {}, exposes: [] }),
    agent: undefined,
    imds: undefined,
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
