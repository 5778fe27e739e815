import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import type { OwnFiles } from "../own-files/own-files.ts";
import type { Answer, Answerer } from "../sandbox/ask.ts";
import { type Calendar, nextAfter } from "./calendar.ts";
import { readRunWords, type RunWords } from "./run-words.ts";
import { describe, type ServiceRunner } from "./service-runner.ts";
import type { Unit } from "./unit.ts";

export interface TransientOptions {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly files: OwnFiles;
  readonly units: Map<string, Unit>;
  readonly services: ServiceRunner;
  readonly bootedAt: number;
}

/** `systemd-run`: services and timers that have no file. */
export function createTransient({ clock, scope, files, units, services, bootedAt }: TransientOptions): Answerer {
  let numbered = 0;

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

  return async ({ args, cwd, accessKeyId }) => {
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
    const before = files.stat(services.log(service))?.size ?? 0;
    const { code } = await scope.run(() => services.run(service, words));
    const said = words.pipe
      ? Buffer.from(files.read(services.log(service)) ?? "")
          .subarray(before)
          .toString()
      : "";
    // Whoever waited has heard of the failure: it does not stay (systemd-run --wait with --collect).
    units.delete(service);
    return { code, stdout: said };
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
