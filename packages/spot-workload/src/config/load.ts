import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { configFromEnvironment, type Overrides } from "./environment.ts";
import { readConfigFile, type ConfigFile } from "./file.ts";
import { parseConfig } from "./parse.ts";
import { BY_NAME, type LauncherConfig } from "./schema.ts";

/** What a launcher's config is made of, beside its defaults. */
export interface ConfigSources {
  /** The config file, JSON or YAML. */
  readonly path: string;
  /** The names that `budgets`, `commands` and `needs` may use, each with the budget it has by default. */
  readonly budgets: Readonly<Record<string, Duration>>;
  /** Whose budget `MAX_RUNTIME_SECONDS` is. */
  readonly longScripts: readonly string[];
  /** What flags say, by path of the config. */
  readonly flags?: Overrides | undefined;
  /** @default the process's */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/** The config as it holds, and who said what in it. */
export interface ResolvedConfig {
  readonly config: LauncherConfig;
  /** Who said what stands at a path: `default`, `/etc/config.yaml:3`, `$BRANCH`, `--branch`. */
  readonly origin: (path: readonly string[]) => string;
}

/**
 * A launcher's config: its defaults, under the file, under the environment, under the flags.
 *
 * @throws SpotWorkloadError `CONFIG_INVALID` with everything that is wrong
 *
 * @example
 * ```ts example
 * import { writeFileSync } from "node:fs";
 * import { loadConfig } from "@alpha-engine/spot-workload";
 *
 * const machines = { instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"], imageId: "ami-1" };
 * writeFileSync("config.json", JSON.stringify({ bucket: "my-bucket", ...machines }));
 * const { config, origin } = await loadConfig({
 *   path: "config.json",
 *   budgets: { bootstrap: "10m", work: "1h" },
 *   longScripts: ["work"],
 *   environment: { BRANCH: "next" },
 * });
 * console.log(config.budgets["work"], config.branch, origin(["branch"]), origin(["volumeSize"]));
 * ```
 * ```text output
 * 3600 next $BRANCH default
 * ```
 */
export async function loadConfig(sources: ConfigSources): Promise<ResolvedConfig> {
  const { path, budgets, longScripts, flags = new Map(), environment = process.env } = sources;
  const file = await readConfigFile(path);
  const over: Overrides = new Map([...configFromEnvironment(environment, longScripts), ...flags]);
  const where = (at: readonly PropertyKey[]): string =>
    over.get(at.map(String).slice(0, 2).join("."))?.source ?? over.get(String(at[0]))?.source ?? file.where(at);
  const config = parseConfig(merged(file.value, over), Object.keys(budgets), path, where);
  return {
    config: { ...config, budgets: { ...inSeconds(budgets), ...config.budgets } },
    origin: (at) => (isSaid(file, over, at) ? where(at) : "default"),
  };
}

function inSeconds(budgets: Readonly<Record<string, Duration>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(budgets).map(([name, time]) => [name, toSeconds(time, `budget of ${name}`)]),
  );
}

/** A file that is no object stays what it is, to be complained about. */
function merged(value: unknown, over: Overrides): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value ?? {};
  const result = structuredClone(value) as Record<string, unknown>;
  for (const [path, { value }] of over) {
    const [key = "", script] = path.split(".");
    if (script === undefined) result[key] = value;
    else if (typeof (result[key] ?? {}) === "object")
      result[key] = { ...(result[key] as object | undefined), [script]: value };
  }
  return result;
}

function isSaid({ value }: ConfigFile, over: Overrides, [key = "", script]: readonly string[]): boolean {
  if (over.has(key) || (script !== undefined && over.has(`${key}.${script}`))) return true;
  const said = (value as Readonly<Record<string, unknown>> | null)?.[key];
  const isByName = BY_NAME.some((name) => name === key);
  return isByName && script !== undefined
    ? (said as Readonly<Record<string, unknown>> | undefined)?.[script] !== undefined
    : said !== undefined;
}
