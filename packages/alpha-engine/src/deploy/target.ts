import { statSync } from "node:fs";
import { relative, resolve } from "node:path";

import { didYouMean } from "@alpha-engine/dialect";

import { check } from "../config/check.ts";
import type { Config, Settings, Target } from "../config/config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { readData } from "../config/read-file.ts";
import { targetSchema } from "../config/schema.ts";
import { AlphaEngineError } from "../errors.ts";

/** An account to deploy to. */
export interface NamedTarget {
  readonly target: Target;
  /** As the user said it, or where it lies. */
  readonly place: string;
  /** The configuration's with the target's own. */
  readonly settings: Settings;
}

/** The target of this word: a path that is a file, else one of the configuration's; without a word the only one there is. */
export async function targetNamed(word: string | undefined, loaded: LoadedConfig): Promise<NamedTarget> {
  const { config, folder, file = "the configuration" } = loaded;
  const { targets = {} } = config;
  const name = word ?? onlyOne(targets);
  const isFile = statSync(name, { throwIfNoEntry: false })?.isFile() === true;
  const found = isFile ? resolve(name) : Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (found === undefined) {
    const names = Object.keys(targets);
    const known = names.length === 0 ? "the configuration has no targets" : `the targets are ${names.join(", ")}`;
    throw new AlphaEngineError(
      "NO_SUCH_TARGET",
      `there is no file and no target "${name}"${didYouMean(name, names)}; ${known}`,
    );
  }
  const path = typeof found === "string" ? resolve(folder, found) : undefined;
  const place = path === undefined ? `${file}: targets.${name}` : relative(process.cwd(), path);
  const target = path === undefined ? (found as Target) : check(targetSchema, await readData(path, place), place);
  checkNames(target, config, place);
  const settings = { ...config.settings, ...target.settings };
  checkAccount(target, place);
  return { target, place, settings };
}

function onlyOne(targets: NonNullable<Config["targets"]>): string {
  const names = Object.keys(targets);
  if (names.length === 1 && names[0] !== undefined) return names[0];
  const which = names.length === 0 ? "a file with one (JSON or YAML)" : `one of ${names.join(", ")}, or a file`;
  throw new AlphaEngineError("NO_SUCH_TARGET", `no target is named: give --target ${which}`);
}

function checkNames(target: Target, { pipelines = {}, schedules = {} }: Config, place: string): void {
  refuseUnknown(`${place}: stateMachines`, Object.keys(target.stateMachines ?? {}), Object.keys(pipelines));
  refuseUnknown(`${place}: schedules`, Object.keys(target.schedules ?? {}), Object.keys(schedules));
}

function refuseUnknown(place: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `${place}.${unknown} is unknown${didYouMean(unknown, known)}; expected one of ${known.join(", ")}`;
  throw new AlphaEngineError("CONFIG_WRONG", message);
}

/** What is named of another account would be refused by AWS half-way. */
function checkAccount({ account, roles, stateMachines = {}, settings = {} }: Target, place: string): void {
  const own = Object.values(stateMachines).map(({ roleArn }) => roleArn);
  const arns = [roles.stateMachines, roles.schedules, ...own, ...Object.values(settings)];
  const foreign = arns
    .filter((arn) => typeof arn === "string")
    .find((arn) => (/^arn:aws[\w-]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? account) !== account);
  if (foreign === undefined) return;
  throw new AlphaEngineError("CONFIG_WRONG", `${place}: ${foreign} is not of account ${account}`);
}
