import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import type { OwnFiles } from "../own-files/own-files.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { keepRunning } from "./keep-running.ts";
import type { ServiceRunner, ServiceWords } from "./service-runner.ts";
import { armTimer } from "./timer.ts";
import { readUnitFile, type ServiceFile } from "./unit-file.ts";
import type { Unit } from "./unit.ts";

/** Units that have a file in /etc/systemd/system. */
export interface InstalledUnits {
  has(name: string): boolean;
  text(name: string): string | undefined;
  isEnabled(name: string): boolean;
  /** True where that changes something. */
  enable(name: string, enabled: boolean): boolean;
  /** Resolves when it runs, or with false when it has failed at that; throws what of it is not done here. */
  start(name: string): Promise<boolean>;
  startEnabled(): void;
}

export interface InstalledUnitsOptions {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly sandbox: Sandbox;
  readonly units: Map<string, Unit>;
  readonly services: ServiceRunner;
  readonly bootedAt: number;
}

const UNITS = "/etc/systemd/system";
/** What is enabled, from one boot to the next. */
const LIST = "/var/lib/local-cloud/enabled-units";

export function createInstalledUnits(options: InstalledUnitsOptions): InstalledUnits {
  const { clock, scope, sandbox, units, services, bootedAt } = options;
  const { files } = sandbox;
  const text = (name: string): string | undefined => (name.includes("/") ? undefined : files.read(`${UNITS}/${name}`));
  let known: Set<string> | undefined;
  const enabled = (): Set<string> => {
    known ??= new Set(files.read(LIST)?.split("\n").filter(Boolean) ?? installedBy(files));
    return known;
  };

  const start = async (name: string): Promise<boolean> => {
    const { description, service, timer } = readUnitFile(text(name) ?? "");
    if (timer !== undefined && name.endsWith(".timer")) {
      armTimer({ clock, scope, units, bootedAt }, { name, timer, start });
      return true;
    }
    if (service === undefined) throw new Error("Unit has no [Service]");
    const words = wordsOf(service, description, sandbox);
    const ended = keepRunning({ clock, scope, units, services }, { name, service, words });
    ended.catch(() => {});
    return service.oneshot ? (await ended).code === 0 : true;
  };

  return {
    has: (name) => text(name) !== undefined,
    text,
    isEnabled: (name) => enabled().has(name),
    enable: (name, wanted) => {
      if (enabled().has(name) === wanted) return false;
      if (wanted) enabled().add(name);
      else enabled().delete(name);
      files.write(LIST, [...enabled()].map((each) => `${each}\n`).join(""));
      return true;
    },
    start,
    startEnabled: () => {
      for (const name of enabled()) {
        start(name).catch((error: Error) => {
          files.append(services.log(name), `Failed to start ${name}: ${error.message}\n`);
        });
      }
    },
  };
}

function wordsOf(service: ServiceFile, description: string | undefined, sandbox: Sandbox): ServiceWords {
  const { script, stop, user, workingDirectory, oneshot } = service;
  const files = service.environmentFiles.flatMap((each) => {
    const text = sandbox.files.read(each.replace(/^-/, ""));
    if (text === undefined && !each.startsWith("-")) throw new Error(`Failed to load environment files: ${each}`);
    return text?.split("\n").filter((line) => /^\s*\w+=/.test(line)) ?? [];
  });
  const pairs = [...service.environment, ...files].map((line) => {
    const [, name = "", value = ""] = /^\s*([^=]+)=(.*)$/s.exec(line) ?? [];
    return [name, value.replace(/^(["'])(.*)\1$/s, "$2")] as const;
  });
  return {
    argv: ["sh", "-c", script],
    environment: Object.fromEntries(pairs),
    workingDirectory,
    user,
    description:
      description ??
      script
        .split("\n")
        .at(-1)
        ?.replace(/^exec /, ""),
    daemon: !oneshot,
    ...(stop === undefined ? {} : { stop }),
  };
}

/** What an image brings and says who wants it is enabled. */
function installedBy(files: OwnFiles): readonly string[] {
  return files.names(UNITS).filter((name) => /^\s*WantedBy\s*=/m.test(files.read(`${UNITS}/${name}`) ?? ""));
}
