import { readFileSync } from "node:fs";
import { dirname } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import type { Answer, Answerer, Question } from "../sandbox/ask.ts";
import type { PowerRequest } from "../sandbox/power-words.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { CRON_PROGRAMS } from "../sandbox/stand-ins/cron.ts";
import { type Calendar, nextAfter } from "./calendar.ts";
import { createCron } from "./cron.ts";
import { createInstalledUnits } from "./installed-units.ts";
import { readJournal } from "./journal.ts";
import { readRunWords, type RunWords } from "./run-words.ts";
import { createServiceRunner, describe } from "./service-runner.ts";
import { systemctl } from "./systemctl.ts";
import type { Unit } from "./unit.ts";

export interface UnitsOptions {
  readonly clock: Clock;
  /** Of the machine's run: what it has started goes with it. */
  readonly scope: Scope;
  readonly sandbox: Sandbox;
  /** That holds what the instance owns. */
  readonly folder: string;
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
export function createUnits({ clock, scope, sandbox, folder, environment, press }: UnitsOptions): Units {
  const units = new Map<string, Unit>();
  const bootedAt = clock.now();
  let numbered = 0;

  const services = createServiceRunner({ clock, sandbox, environment, units });
  const installed = createInstalledUnits({ clock, scope, sandbox, folder, units, services, bootedAt });

  const cron = createCron({ clock, scope, folder, services });

  const start = (service: string, words: RunWords): void => {
    scope.run(() => services.run(service, words)).catch(() => {});
  };

  const arm = (timer: string, service: string, words: RunWords, seconds: number): void => {
    const now = clock.now();
    const disarm =
      seconds === Infinity
        ? () => {}
        : scope.later(seconds, () => {
            units.delete(timer);
            if (!units.has(service)) start(service, words);
            if (words.calendar !== undefined) arm(timer, service, words, until(words.calendar, clock));
          });
    const stop = async (): Promise<void> => {
      disarm();
      units.delete(timer);
    };
    const description = describe(words);
    units.set(timer, { name: timer, description, since: now, elapsesAt: now + seconds * 1000, state: "waiting", stop });
  };

  const run = async ({ args, cwd, accessKeyId }: Question): Promise<Answer> => {
    const words = startedWith(accessKeyId, readRunWords(args, cwd));
    const base = (words.unit ?? `run-u${(numbered += 1)}`).replace(/\.(?:service|timer)$/, "");
    if (base.includes("/")) throw new Error(`Unit name ${base}.service is not valid.`);
    const [service, timer] = [`${base}.service`, `${base}.timer`];
    const timed = words.timer !== undefined || words.calendar !== undefined;
    const taken = [service, ...(timed ? [timer] : [])].find((name) => units.has(name));
    if (taken !== undefined) return refused(taken, timed);
    if (timed) {
      const passed = words.timer?.from === "boot" ? (clock.now() - bootedAt) / 1000 : 0;
      const seconds =
        words.calendar === undefined ? (words.timer?.seconds ?? 0) - passed : until(words.calendar, clock);
      arm(timer, service, words, Math.max(0, seconds));
      return told(words, `Running timer as unit: ${timer}\nWill run service as unit: ${service}\n`);
    }
    if (!words.wait) {
      start(service, words);
      return told(words, `Running as unit: ${service}\n`);
    }
    const before = sizeOf(services.log(service));
    const { code } = await scope.run(() => services.run(service, words));
    const said = words.pipe ? readFileSync(services.log(service)).subarray(before).toString() : "";
    // Whoever waited has heard of the failure: it does not stay (systemd-run --wait with --collect).
    units.delete(service);
    return { code, stdout: said };
  };

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
        if (program === "journalctl") return readJournal(args, services.log, dirname(services.log("")));
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

/** systemd gives its services nothing of who asked; here they have the key of whose they are, where the cloud gave it out. */
function startedWith(accessKeyId: string, words: RunWords): RunWords {
  if (!accessKeyId.startsWith("LOCALCLOUD")) return words;
  return { ...words, environment: { AWS_ACCESS_KEY_ID: accessKeyId, ...words.environment } };
}

function refused(taken: string, timed: boolean): Answer {
  const what = timed ? "timer" : "service";
  const text = `Failed to start transient ${what} unit: Unit ${taken} was already loaded or has a fragment file.`;
  return { code: 1, stderr: `${text}\n` };
}

function until(calendar: Calendar, clock: Clock): number {
  return ((nextAfter(calendar, clock.now()) ?? Infinity) - clock.now()) / 1000;
}

function told({ quiet }: RunWords, text: string): Answer {
  return { code: 0, stderr: quiet ? "" : text };
}

function sizeOf(file: string): number {
  try {
    return readFileSync(file).length;
  } catch {
    return 0;
  }
}
