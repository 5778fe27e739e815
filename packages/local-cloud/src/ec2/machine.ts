import { mkdir } from "node:fs/promises";

import type { Clock } from "@alpha-engine/asl";

import { startImds } from "../imds/imds-server.ts";
import type { PowerRequest } from "../sandbox/power-button.ts";
import type { Instance } from "./instance.ts";

export interface MachineOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
}

/** Boots an instance's sandbox and its metadata service. */
export async function startMachine(
  instance: Instance,
  { region, accountId, clock }: MachineOptions,
  press: (request: PowerRequest) => void,
): Promise<void> {
  await mkdir(instance.folder, { recursive: true });
  await instance.sandbox.boot(press);
  instance.imds ??= await startImds(
    {
      instanceId: instance.instanceId,
      instanceType: instance.instanceType,
      imageId: instance.imageId,
      availabilityZone: instance.availabilityZone,
      region,
      accountId,
      privateIp: instance.privateIp,
      hostname: instance.hostname,
      lifecycle: instance.spot === undefined ? "on-demand" : "spot",
      reclaimAt: () => instance.reclaimAt,
      rebalanceAt: () => instance.rebalanceAt,
    },
    () => clock.now(),
  );
}

/** Kills everything in it, also when it is only about to boot. */
export async function stopMachine(instance: Instance): Promise<void> {
  await instance.booted.catch(() => {});
  const { imds } = instance;
  instance.imds = undefined;
  await Promise.all([instance.sandbox.kill(), imds?.close()]);
}
