import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Sandbox } from "../sandbox/sandbox.ts";
import type { RunWords } from "./run-words.ts";
import type { Unit } from "./unit.ts";

/** A service that does not end when it is asked to is killed after so long, shortened from systemd's 90 s. */
const STOP_MS = 2000;
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

export interface ServiceRunnerOptions {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  /** What a service's command has in its environment beside systemd's own. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** The services that run or have failed are among them. */
  readonly units: Map<string, Unit>;
}

export interface ServiceRunner {
  /** Where a service's output goes. */
  readonly log: (service: string) => string;
  /** Runs the command of a service; the answer is its exit code. While it runs it holds the clock. */
  readonly run: (service: string, words: RunWords) => Promise<number>;
}

export function createServiceRunner({ clock, sandbox, environment, units }: ServiceRunnerOptions): ServiceRunner {
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

  const run = async (service: string, words: RunWords): Promise<number> => {
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

  return { log, run };
}

/** What a unit is called for people. */
export function describe({ description, argv }: RunWords): string {
  return description ?? argv.join(" ");
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}
