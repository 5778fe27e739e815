import { dirname, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { didYouMean } from "@alpha-engine/dialect";

import { AlphaEngineError } from "../errors.ts";
import { check } from "./check.ts";
import type { Config } from "./config.ts";
import { findConfig } from "./find-config.ts";
import { serveOwnImports } from "./own-imports.ts";
import { readData } from "./read-file.ts";

/** A configuration, and where its paths start. */
export interface LoadedConfig {
  readonly config: Config;
  /** As it is said to the user; undefined where there is none. */
  readonly file: string | undefined;
  readonly folder: string;
}

/** The configuration that was named, else the one that is found upwards, else an empty one. */
export async function loadConfig(named: string | undefined, cwd: string = process.cwd()): Promise<LoadedConfig> {
  const path = named === undefined ? findConfig(cwd) : resolve(cwd, named);
  if (path === undefined) return { config: {}, file: undefined, folder: cwd };
  const file = relative(cwd, path) || path;
  const value = /\.(?:json|ya?ml)$/.test(path) ? await readData(path, file) : await importDefault(path, file);
  const { configSchema } = await import("./schema.ts");
  const config = check(configSchema, value ?? {}, file);
  checkSchedules(config, file);
  return { config, file, folder: dirname(path) };
}

async function importDefault(path: string, file: string): Promise<unknown> {
  serveOwnImports();
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (cause) {
    const { message } = cause as Error;
    throw new AlphaEngineError("CONFIG_UNREADABLE", `${file} cannot be run: ${message.split("\n")[0]}`, { cause });
  }
  if (module.default !== undefined) return module.default;
  const hint = "write `export default defineConfig({ … })`";
  throw new AlphaEngineError("CONFIG_WRONG", `${file}: expected a default export, got none`, { hint });
}

function checkSchedules({ schedules = {}, pipelines = {} }: Config, file: string): void {
  const names = Object.keys(pipelines);
  for (const [name, { pipeline }] of Object.entries(schedules)) {
    if (names.includes(pipeline)) continue;
    const message = `${file}: schedules.${name}.pipeline: there is no pipeline "${pipeline}"${didYouMean(pipeline, names)}`;
    throw new AlphaEngineError("CONFIG_WRONG", message, { hint: `the pipelines are ${names.join(", ")}` });
  }
}
