import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import { didYouMean } from "@alpha-engine/dialect";

import type { Rehearsal } from "../config/config.ts";
import { keyIn } from "../config/key-in.ts";
import { AlphaEngineError } from "../errors.ts";

const FILE = ".env.alpha-engine";
/** What is shorter is in everything. */
const SHORTEST = 6;

/** The secrets of a rehearsal, by name. */
export interface Secrets {
  /** Of all that have one: they are hidden. */
  readonly values: readonly string[];
  /** With `${secrets.NAME}` filled in, in all texts. */
  fill<Value>(value: Value, place: string): Value;
}

/** From the environment, else from the file beside the configuration, which git must not know. */
export function readSecrets({ secrets: names = [] }: Pick<Rehearsal, "secrets">, folder: string): Secrets {
  const inFile = names.length === 0 ? {} : fileIn(folder);
  const known = new Map<string, string>();
  for (const name of names) {
    const value = process.env[name] ?? inFile[name];
    if (value === undefined || value === "") continue;
    if (value.length < SHORTEST)
      throw new AlphaEngineError("SECRET_REFUSED", `the secret ${name} is too short to be told from other text`, {
        hint: `expected ${SHORTEST} characters or more`,
      });
    known.set(name, value);
  }
  const valueOf = (name: string, place: string): string => {
    const value = known.get(name);
    if (value !== undefined) return value;
    if (names.includes(name))
      throw new AlphaEngineError("SECRET_REFUSED", `${place} takes the secret ${name}, which has no value`, {
        hint: `export ${name}, or write it into ${FILE} beside the configuration`,
      });
    throw new AlphaEngineError(
      "CONFIG_WRONG",
      `${place} names secrets.${name}, which is not there${didYouMean(name, names)}`,
      { hint: names.length === 0 ? `declare it: secrets: [${name}]` : `the secrets are ${names.join(", ")}` },
    );
  };
  return { values: [...known.values()], fill: (value, place) => filled(value, place, valueOf) };
}

function fileIn(folder: string): NodeJS.Dict<string> {
  const file = join(folder, FILE);
  if (!existsSync(file)) return {};
  if (isTracked(folder))
    throw new AlphaEngineError(
      "SECRET_REFUSED",
      `${FILE} is tracked by git: whoever has the repository has the secrets`,
      {
        hint: `git rm --cached ${FILE}, write it into .gitignore, and change what was in it`,
      },
    );
  return parseEnv(readFileSync(file, "utf8"));
}

function isTracked(folder: string): boolean {
  try {
    execFileSync("git", ["ls-files", "--error-unmatch", FILE], { cwd: folder, stdio: "ignore" });
    return true;
  } catch {
    return false; // Not tracked, no repository, or no git.
  }
}

function filled<Value>(value: Value, place: string, valueOf: (name: string, place: string) => string): Value {
  if (typeof value === "string") {
    refuseLiteral(value, place);
    return value.replaceAll(/\$\{secrets\.([^}]+)\}/g, (_, name: string) => valueOf(name, place)) as Value;
  }
  if (Array.isArray(value))
    return value.map((each: unknown, index) => filled(each, `${place}[${index}]`, valueOf)) as Value;
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, filled(each as unknown, `${place}.${key}`, valueOf)]),
  ) as Value;
}

function refuseLiteral(text: string, place: string): void {
  const what = keyIn(text);
  if (what === undefined) return;
  throw new AlphaEngineError("SECRET_REFUSED", `${place} holds what looks like ${what}`, {
    hint: `secrets: [NAME], and \${secrets.NAME} in its place; the value comes from the environment or ${FILE}`,
  });
}
