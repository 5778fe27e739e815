import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import type { Answerer } from "../sandbox/ask.ts";
import type { PowerRequest } from "../sandbox/power-words.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { CRON_PROGRAMS } from "../sandbox/stand-ins/cron.ts";
import { createCron } from "./cron.ts";
import { createInstalledUnits } from "./installed-units.ts";
import { readJournal } from "./journal.ts";
import { createServiceRunner } from "./service-runner.ts";
import { systemctl } from "./systemctl.ts";
import { createTransient } from "./transient.ts";
import type { Unit } from "./unit.ts";

export interface UnitsOptions {
  readonly clock: Clock;
  /** Of the machine's run: what it has started goes with it. */
  readonly scope: Scope;
  readonly sandbox: Sandbox;
  /** What a unit's command has in its environment beside systemd's own. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly press: (request: PowerRequest) => void;
}

export interface Units {
  readonly answer: Answerer;
  /** What is enabled starts. */
  booted(): void;
  /** Nothing of its files is looked at any more. */
  close(): void;
}

/**
 * systemd as far as a watchdog needs it: transient timers and services of `systemd-run`, on the instance's clock, gone
 * with the instance and with its reboot. A timer's command runs as a service of its name, both go when they have ended,
 * only what failed stays. Source: systemd-run(1) and systemctl(1) of version 252, documentation of 2022.
 */
export function createUnits({ clock, scope, sandbox, environment, press }: UnitsOptions): Units {
  const { files } = sandbox;
  const units = new Map<string, Unit>();
  const bootedAt = clock.now();
  const services = createServiceRunner({ clock, sandbox, environment, units });
  const installed = createInstalledUnits({ clock, scope, sandbox, units, services, bootedAt });

  const cron = createCron({ clock, scope, files, services });
  const run = createTransient({ clock, scope, files, units, services, bootedAt });

  return {
    booted: () => {
      installed.startEnabled();
      cron.booted();
    },
    close: () => cron.close(),
    answer: async (question) => {
      const { program, isRoot, args } = question;
      try {
        if (CRON_PROGRAMS.includes(program)) return cron.answer(question);
        if (program === "journalctl") return readJournal(args, files, services.log);
        if (program === "systemctl") return await systemctl(args, { units, installed, clock, isRoot, press });
        if (!isRoot)
          return { code: 1, stderr: "Failed to start transient unit: Interactive authentication required.\n" };
        return await run(question);
      } catch (error) {
        return { code: 1, stderr: `${program}: ${(error as Error).message}\n` };
      }
    },
  };
}
