import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import { startImds } from "../../../machine/metadata/metadata-server.ts";
import type { PowerRequest } from "../../../machine/sandbox/power-button.ts";
import { METADATA_FILE } from "../../../machine/sandbox/sandbox.ts";
import { createUnits } from "../../../machine/units/units.ts";
import { runUserData } from "../launch/user-data.ts";
import type { Instance } from "./instance.ts";

export interface MachineOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  /** What leads a program of the instance to this cloud. */
  readonly environment: (instance: Instance) => Readonly<Record<string, string>>;
}

/** Boots an instance's sandbox and its metadata service. */
export async function startMachine(
  instance: Instance,
  { region, accountId, clock, environment }: MachineOptions,
  press: (request: PowerRequest) => void,
): Promise<void> {
  await mkdir(instance.folder, { recursive: true });
  const units = createUnits({ clock, sandbox: instance.sandbox, environment: () => environment(instance), press });
  instance.units = units;
  await instance.sandbox.boot(press, units.answer);
  instance.imds ??= await startImds(
    {
      instanceId: instance.instanceId,
      instanceType: instance.instanceType,
      imageId: instance.imageId,
      reservationId: instance.reservationId,
      launchIndex: instance.launchIndex,
      securityGroupIds: instance.securityGroupIds,
      profile: instance.profile,
      launchedAt: instance.launchedAt,
      options: instance.metadata,
      userData: instance.userData,
      tags: () => instance.tags,
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
  await writeFile(join(instance.folder, "run", METADATA_FILE), `${instance.imds.endpoint}\n`);
  // Beside the boot: an instance is running while its user data still runs.
  runUserData(instance, { clock, environment }).catch(() => {});
}

/** Kills everything in it, also when it is only about to boot. */
export async function stopMachine(instance: Instance): Promise<void> {
  await instance.booted.catch(() => {});
  const { imds, units } = instance;
  instance.imds = undefined;
  instance.units = undefined;
  units?.stop();
  await Promise.all([instance.sandbox.kill(), imds?.close()]);
}
