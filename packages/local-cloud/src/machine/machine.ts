import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import { type MetadataServer, startMetadataServer } from "./metadata/metadata-server.ts";
import type { Metadata } from "./metadata/metadata.ts";
import type { PowerRequest } from "./sandbox/power-words.ts";
import { METADATA_FILE, type Sandbox } from "./sandbox/sandbox.ts";
import { createUnits, type Units } from "./units/units.ts";
import { runUserData } from "./user-data.ts";

/** What an instance runs on: its sandbox with a systemd and a metadata service. */
export interface Machine {
  readonly sandbox: Sandbox;
  /** Where its metadata service listens, while it is on. */
  readonly metadataEndpoint: () => string | undefined;
  /** Turns it on, also again; `press` hears what its operating system wants done with it. */
  boot(press: (request: PowerRequest) => void): Promise<void>;
  /** Kills everything in it, also when it is only about to boot. */
  powerOff(): Promise<void>;
}

export interface MachineOptions {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  /** The folder that holds what the instance owns. */
  readonly folder: string;
  readonly metadata: Metadata;
  /** What leads a program of the instance to this cloud. */
  readonly environment: () => Readonly<Record<string, string>>;
}

/** A machine that is off. */
export function createMachine({ clock, sandbox, folder, metadata, environment }: MachineOptions): Machine {
  let server: MetadataServer | undefined;
  let units: Units | undefined;
  let bootedBefore = false;
  let booted: Promise<void> = Promise.resolve();

  const boot = async (press: (request: PowerRequest) => void): Promise<void> => {
    await mkdir(folder, { recursive: true });
    units = createUnits({ clock, sandbox, environment, press });
    await sandbox.boot(press, units.answer);
    server ??= await startMetadataServer(metadata, () => clock.now());
    await writeFile(join(folder, "run", METADATA_FILE), `${server.endpoint}\n`);
    // Beside the boot: an instance is running while its user data still runs.
    const { userData } = metadata;
    const first = { sandbox, folder, userData, bootedBefore, clock, environment: environment() };
    runUserData(first).then(
      () => (bootedBefore = true),
      () => {},
    );
  };

  return {
    sandbox,
    metadataEndpoint: () => server?.endpoint,
    boot: (press) => (booted = boot(press)),
    powerOff: async () => {
      await booted.catch(() => {});
      const [closing, ending] = [server, units];
      server = undefined;
      units = undefined;
      ending?.stop();
      await Promise.all([sandbox.kill(), closing?.close()]);
    },
  };
}
