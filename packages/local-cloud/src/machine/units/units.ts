import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Answer, Answerer } from "../sandbox/ask.ts";
import type { PowerRequest } from "../sandbox/power-button.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { readJournal } from "./journal.ts";
import { readRunWords, type RunWords } from "./run-words.ts";
import { systemctl } from "./systemctl.ts";

export interface UnitsOptions {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  /** What a unit's command has in its environment beside systemd's own. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly press: (request: PowerRequest) => void;
}

/** A transient unit of an instance. */
export interface Unit {
  /** `watchdog.timer`, `watchdog.service`. */
  readonly name: string;
  readonly description: string;
  readonly since: number;
  /** When a timer elapses. */
  readonly elapsesAt?: number;
  state: "waiting" | "running" | "failed";
  exitCode?: number;
  /** Ends it as `systemctl stop` does. */
  readonly stop: () => Promise<void>;
}

export interface Units {
  readonly answer: Answerer;
  /** Disarms every timer; what runs is the sandbox's to kill. */
  stop(): void;
}

/** A service that does not end when it is asked to is killed after so long, shortened from systemd's 90 s. */
const STOP_MS = 2000;
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

/**
 * systemd as far as a watchdog needs it: transient timers and services of `systemd-run`, on the instance's clock, gone
 * with the instance and with its reboot. A timer's command runs as a service of its name, both go when they have ended,
 * only what failed stays. Source: systemd-run(1) and systemctl(1) of version 252, documentation of 2022.
 */
export function createUnits({ clock, sandbox, environment, press }: UnitsOptions): Units {
  const units = new Map<string, Unit>();
  const bootedAt = clock.now();
  let stopped = false;
  let numbered = 0;

  const log = (service: string): string => join(sandbox.hostPath("/var/log"), "journal", `${service}.log`);

  const spawn = (service: string, words: RunWords): ChildProcess => {
    const file = log(service);
    mkdirSync(dirname(file), { recursive: true });
    const output = openSync(file, "a");
    try {
      const invocation = { INVOCATION_ID: service, PATH, LANG: "en_US.UTF-8" };
      const env = { ...invocation, ...environment(), ...words.environment };
      const argv = words.argv.map((word) => sandbox.adapt(word));
      const as = words.user === undefined || words.user === "root" ? [] : ["sudo", "-u", words.user, "--"];
      return sandbox.spawn([...as, ...argv], { cwd: words.workingDirectory ?? "/", env, output: [output, output] });
    } finally {
      closeSync(output);
    }
  };

  /** Runs the command of a service; the answer is its exit code. While it runs it holds the clock. */
  const runService = async (service: string, words: RunWords): Promise<number> => {
    const release = clock.hold();
    const child = spawn(service, words);
    const { promise: ended, resolve } = Promise.withResolvers<number>();
    child.once("error", () => resolve(203));
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 143 : 137)));
    let wanted = false;
    const stop = async (): Promise<void> => {
      wanted = true;
      const { pid } = child;
      if (pid === undefined) return;
      signalGroup(pid, "SIGTERM");
      const patience = setTimeout(() => signalGroup(pid, "SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(patience);
    };
    const unit: Unit = { name: service, description: describe(words), since: clock.now(), state: "running", stop };
    units.set(service, unit);
    const code = await ended.finally(release);
    if (code === 0 || wanted) units.delete(service);
    else Object.assign(unit, { state: "failed", exitCode: code, stop: async () => void units.delete(service) });
    return code;
  };

  const arm = (timer: string, service: string, words: RunWords, seconds: number): void => {
    const now = clock.now();
    const disarm =
      seconds === Infinity
        ? () => {}
        : clock.schedule(seconds * 1000, () => {
            units.delete(timer);
            if (!stopped) void runService(service, words).catch(() => {});
          });
    const stop = async (): Promise<void> => {
      disarm();
      units.delete(timer);
    };
    const description = describe(words);
    units.set(timer, { name: timer, description, since: now, elapsesAt: now + seconds * 1000, state: "waiting", stop });
  };

  const run = async (args: readonly string[], cwd: string): Promise<Answer> => {
    const words = readRunWords(args, cwd);
    const base = (words.unit ?? `run-u${(numbered += 1)}`).replace(/\.(?:service|timer)$/, "");
    const [service, timer] = [`${base}.service`, `${base}.timer`];
    const taken = [service, ...(words.timer === undefined ? [] : [timer])].find((name) => units.has(name));
    if (taken !== undefined) {
      const what = words.timer === undefined ? "service" : "timer";
      const text = `Failed to start transient ${what} unit: Unit ${taken} was already loaded or has a fragment file.`;
      return { code: 1, stderr: `${text}\n` };
    }
    if (words.timer !== undefined) {
      const passed = words.timer.from === "boot" ? (clock.now() - bootedAt) / 1000 : 0;
      arm(timer, service, words, Math.max(0, words.timer.seconds - passed));
      return told(words, `Running timer as unit: ${timer}\nWill run service as unit: ${service}\n`);
    }
    if (!words.wait) {
      void runService(service, words).catch(() => {});
      return told(words, `Running as unit: ${service}\n`);
    }
    const before = sizeOf(log(service));
    const code = await runService(service, words);
    const said = words.pipe ? readFileSync(log(service)).subarray(before).toString() : "";
    // Whoever waited has heard of the failure: it does not stay (systemd-run --wait with --collect).
    units.delete(service);
    return { code, stdout: said };
  };

  return {
    answer: async ({ program, cwd, isRoot, args }) => {
      try {
        if (program === "journalctl") return readJournal(args, log, dirname(log("")));
        if (program === "systemctl") return await systemctl(args, { units, clock, isRoot, press });
        if (!isRoot)
          return { code: 1, stderr: "Failed to start transient unit: Interactive authentication required.\n" };
        return await run(args, cwd);
      } catch (error) {
        return { code: 1, stderr: `${program}: ${(error as Error).message}\n` };
      }
    },
    stop: () => {
      stopped = true;
      for (const unit of units.values()) if (unit.state === "waiting") void unit.stop();
    },
  };
}

function told({ quiet }: RunWords, text: string): Answer {
  return { code: 0, stderr: quiet ? "" : text };
}

function describe({ description, argv }: RunWords): string {
  return description ?? argv.join(" ");
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}

function sizeOf(file: string): number {
  try {
    return readFileSync(file).length;
  } catch {
    return 0;
  }
}
