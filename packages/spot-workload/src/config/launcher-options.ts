import { isAbsolute, resolve } from "node:path";

import { parseRunDate } from "@alpha-engine/artifacts";

import { SpotWorkloadError } from "../errors.ts";
import type { Overrides } from "./environment.ts";

/** The flags that every launcher has. */
export interface LauncherFlags {
  readonly preflightOnly?: true;
  readonly runDate?: string;
  readonly config?: string;
  readonly showConfig?: true;
  readonly json?: true;
  readonly instanceType?: string;
  readonly branch?: string;
}

/** One option of every launcher, as commander takes it. */
export interface LauncherOption {
  readonly flags: string;
  readonly description: string;
  /** Absent for a flag without a value. */
  readonly parse?: (text: string, before: unknown) => unknown;
}

/**
 * The options that every launcher shares, as commander takes them: flags, description, parser.
 *
 * @param app the launcher's name, for the place of its config
 *
 * @example
 * ```ts example
 * import { launcherOptions } from "@alpha-engine/spot-workload/launcher";
 *
 * console.log(launcherOptions("sweeper")[0]?.flags);
 * ```
 * ```text output
 * --preflight-only
 * ```
 */
export function launcherOptions(app: string): readonly LauncherOption[] {
  return [
    {
      flags: "--preflight-only",
      description: "boot and check what the mode needs, then exit 0: no fetch, no write; with any mode",
    },
    {
      flags: "--run-date <date>",
      description: "the run's date, YYYY-MM-DD (default: $RUN_DATE; never the clock's)",
      parse: onceOnly("--run-date", runDate),
    },
    {
      flags: "--config <file>",
      description: `JSON or YAML (default: ${configPath(app, undefined, "~")})`,
      parse: onceOnly("--config", filled("--config")),
    },
    {
      flags: "--show-config",
      description: "print every setting and where it came from, then exit 0; nothing is launched",
    },
    { flags: "--json", description: "with --show-config: as JSON" },
    {
      flags: "--instance-type <type>",
      description: "rent this type and no other",
      parse: onceOnly("--instance-type", filled("--instance-type")),
    },
    {
      flags: "--branch <name>",
      description: "of the repository in the config",
      parse: onceOnly("--branch", filled("--branch")),
    },
  ];
}

/** Where the config lies, unless a flag says otherwise. */
export function configPath(app: string, flag: string | undefined, home: string = process.env.HOME ?? "/"): string {
  if (flag !== undefined) return isAbsolute(flag) ? flag : resolve(flag);
  return `${home}/alpha-engine-config/${app}/config.yaml`;
}

/** What the flags say of the config. */
export function configFromFlags({ instanceType, branch }: LauncherFlags): Overrides {
  const said = [
    ["instanceTypes", instanceType === undefined ? undefined : [instanceType], "--instance-type"],
    ["branch", branch, "--branch"],
  ] as const;
  return new Map(said.flatMap(([key, value, source]) => (value === undefined ? [] : [[key, { value, source }]])));
}

/**
 * Wraps a parser: an option that is given twice with two meanings is refused.
 *
 * @example
 * ```ts example
 * import { onceOnly, SpotWorkloadError } from "@alpha-engine/spot-workload/launcher";
 *
 * const parse = onceOnly("--mode", (text) => text);
 * try {
 *   parse("smoke", parse("all", undefined));
 * } catch (error) {
 *   if (error instanceof SpotWorkloadError) console.log(`${error.code}: ${error.message}`);
 * }
 * ```
 * ```text output
 * USAGE: --mode is given as "all" and as "smoke"; give one
 * ```
 */
export function onceOnly<Value>(
  flag: string,
  parse: (text: string) => Value,
): (text: string, before: unknown) => Value {
  return (text, before) => {
    const value = parse(text);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(value)) {
      throw usage(`${flag} is given as ${JSON.stringify(before)} and as ${JSON.stringify(value)}; give one`);
    }
    return value;
  };
}

function filled(flag: string): (text: string) => string {
  return (text) => {
    // A value that looks like a flag is the next flag, taken for the value that was forgotten.
    if (/^\s*$|^-/.test(text)) throw usage(`${flag}: expected a value, got ${JSON.stringify(text)}`);
    return text;
  };
}

function runDate(text: string): string {
  try {
    return parseRunDate(text);
  } catch (error) {
    throw usage(`--run-date: ${(error as Error).message}`);
  }
}

function usage(message: string): SpotWorkloadError {
  return new SpotWorkloadError("USAGE", message);
}
