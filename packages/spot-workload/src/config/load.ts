import { readFile } from "node:fs/promises";

import { parse } from "yaml";
import { prettifyError } from "zod";

import { type LauncherConfig, launcherConfigSchema } from "./schema.ts";

/** The config file is missing, unreadable or wrong; the message names the file and the field. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Reads a launcher's config, JSON or YAML. `scripts` are the names that `budgets` and `commands` may use. */
export async function loadConfig(path: string, scripts: readonly string[]): Promise<LauncherConfig> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new ConfigError(`cannot read the config: ${error.message}`);
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ConfigError(`the config ${path} is neither JSON nor YAML: ${(error as Error).message.split("\n")[0]}`);
  }
  return parseConfig(value, scripts, path);
}

/** Checks a config that was read already; `source` names it in messages. */
export function parseConfig(value: unknown, scripts: readonly string[], source: string): LauncherConfig {
  const { data, error } = launcherConfigSchema.safeParse(value);
  if (error !== undefined)
    throw new ConfigError(`the config ${source} is wrong: ${prettifyError(error).replaceAll("\n", " ")}`);
  for (const field of ["budgets", "commands"] as const) {
    const unknown = Object.keys(data[field]).find((name) => !scripts.includes(name));
    if (unknown !== undefined) {
      throw new ConfigError(
        `the config ${source} is wrong: ${field} knows no script "${unknown}", only ${scripts.join(", ")}`,
      );
    }
  }
  return data;
}
