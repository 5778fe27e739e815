import type { ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";

import type { Clock } from "@alpha-engine/asl";

import type { Sandbox } from "../sandbox/sandbox.ts";
import type { RunWords } from "./run-words.ts";
import type { Unit } from "./unit.ts";

/** A service that does not end when it is asked to is killed after so long, shortened from systemd's 90 s. */
const STOP_MS = 2000;
export const JOURNAL = "/var/log/journal";
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

export interface ServiceRunnerOptions {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  /** What a service's command has in its environment beside systemd's own. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** The services that run or have failed are among them. */
  readonly units: Map<string, Unit>;
}

/** What a service is made of. */
export type ServiceWords = Pick<RunWords, "argv" | "environment" | "workingDirectory" | "user" | "description"> & {
  /** Runs on beside the work, so that time passes at once while nothing else runs. */
  readonly daemon?: boolean;
  /** What it takes to stop it, before its processes are asked to end. */
  readonly stop?: string;
};

export interface ServiceEnd {
  readonly code: number;
  /** It was stopped. */
  readonly asked: boolean;
}

export interface ServiceRunner {
  /** Where a service's output goes. */
  readonly log: (service: string) => string;
  /** Runs the command of a service. While it runs it holds the clock, unless it is a daemon, which may never end. */
  readonly run: (service: string, words: ServiceWords) => Promise<ServiceEnd>;
}

export function createServiceRunner({ clock, sandbox, environment, units }: ServiceRunnerOptions): ServiceRunner {
  // The name is the instance's word: it leads nowhere else.
  const log = (service: string): string => `${JOURNAL}/${service.replaceAll("/", "-")}.log`;

  const spawn = (service: string, words: ServiceWords): ChildProcess => {
    const output = sandbox.files.openToWrite(log(service), "append");
    try {
      const invocation = { INVOCATION_ID: service, PATH, LANG: "en_US.UTF-8" };
      const env = { ...invocation, ...environment(), ...words.environment };
      const argv = words.argv.map((word) => sandbox.adapt(word));
      // What sudo would take away is its own.
      const set = Object.entries(words.environment).map(([name, value]) => `${name}=${value}`);
      const as = words.user === undefined || words.user === "root" ? [] : ["sudo", "-u", words.user, ...set, "--"];
      return sandbox.spawn([...as, ...argv], { cwd: words.workingDirectory ?? "/", env, output: [output, output] });
    } finally {
      closeSync(output);
    }
  };

  const run = async (service: string, words: ServiceWords): Promise<ServiceEnd> => {
    const release = words.daemon === true ? () => {} : clock.hold();
    const child = spawn(service, words);
    const { promise: ended, resolve } = Promise.withResolvers<number>();
    child.once("error", () => resolve(203));
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 143 : 137)));
    let wanted = false;
    const stop = async (): Promise<void> => {
      wanted = true;
      const { pid } = child;
      if (pid === undefined) return;
      if (words.stop !== undefined) {
        const stopping = spawn(service, { ...words, argv: ["sh", "-c", words.stop] });
        await new Promise<void>((done) => stopping.once("error", () => done()).once("exit", () => done()));
      }
      signalGroup(pid, "SIGTERM");
      const patience = setTimeout(() => signalGroup(pid, "SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(patience);
    };
    const unit: Unit = { name: service, description: describe(words), since: clock.now(), state: "running", stop };
    units.set(service, unit);
    const code = await ended.finally(release);
    // Another one of its name may have been started meanwhile.
    if (units.get(service) !== unit) return { code, asked: wanted };
    if (code === 0 || wanted) units.delete(service);
    else Object.assign(unit, { state: "failed", exitCode: code, stop: async () => void units.delete(service) });
    return { code, asked: wanted };
  };

  return { log, run };
}

/** What a unit is called for people. */
export function describe({ description, argv }: Pick<RunWords, "description" | "argv">): string {
  return description ?? argv.join(" ");
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}
