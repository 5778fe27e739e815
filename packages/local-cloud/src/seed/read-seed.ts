import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { parse } from "yaml";

import type { Checkout, Image } from "../cloud/image.ts";
import type { LambdaFunction } from "../cloud/lambda-function.ts";
import type { LocalCloudOptions } from "../cloud/options.ts";
import { LocalCloudError } from "../errors.ts";
import { parseSeed, type Seed, type SeedFunction, type SeedImage, type SeedOrigin, type SeedSource } from "./schema.ts";

/** What to do about a seed with a mistake. */
export const SEED_HINT = "the README of @alpha-engine/local-cloud shows every key";

export interface ReadSeed {
  readonly seed: Seed;
  /** The folder that relative paths start from. */
  readonly folder: string;
  /** What a cloud takes as options. */
  readonly images: Readonly<Record<string, Image>> | undefined;
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  readonly settings: Pick<LocalCloudOptions, "capacity" | "subnets" | "timings" | "region" | "account" | "network">;
}

/** Reads a seed file, JSON or YAML, with the files that it names. */
export async function readSeed(path: string): Promise<ReadSeed> {
  const parsed = parseSeed(await load(path));
  if ("problem" in parsed) throw badSeed(path, parsed.problem);
  return resolveSeed(parsed.seed, dirname(resolve(path)));
}

/** Reads the files that a seed names; relative paths start from `folder`. */
export async function resolveSeed(seed: Seed, folder: string): Promise<ReadSeed> {
  const { images, functions = {}, capacity, subnets, timings, region, account, network } = seed;
  return {
    seed,
    folder,
    images: images === undefined ? undefined : await mapAsync(images, (image) => readImage(image, folder)),
    settings: defined({ capacity, subnets, timings, region, account, network }),
    functions: await mapAsync(functions, async (each) => functionOf(each, folder)),
  };
}

/** Its paths start from `folder`. */
function functionOf(given: SeedFunction, folder: string): LambdaFunction {
  const { timeout, environment } = given;
  const settings = {
    ...(timeout === undefined ? {} : { timeout }),
    ...(environment === undefined ? {} : { environment }),
  };
  if ("module" in given) {
    const { handler } = given;
    return { ...settings, module: resolve(folder, given.module), ...(handler === undefined ? {} : { handler }) };
  }
  const place = { folder: resolve(folder, given.folder ?? ".") };
  if ("python" in given) return { ...settings, ...place, python: given.python };
  return { ...settings, ...place, command: given.command };
}

/** The text itself, or what the file beside the seed file holds. */
export async function sourceText({ content, file }: SeedSource, folder: string): Promise<string> {
  return file === undefined ? (content ?? "") : await readFile(resolve(folder, file), "utf8");
}

async function load(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, "utf8"));
  } catch (error) {
    throw badSeed(path, (error as Error).message, error);
  }
}

async function readImage(image: SeedImage, folder: string): Promise<Image> {
  const files = await mapAsync(image.files ?? {}, async ({ mode, owner, ...source }) => ({
    content: await sourceText(source, folder),
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    ...(owner === undefined ? {} : { owner }),
  }));
  return {
    files,
    ...(image.prepare === undefined ? {} : { prepare: { content: await sourceText(image.prepare, folder) } }),
    exposes: (image.exposes ?? []).map((path) => resolve(folder, path)),
    ...(image.sh === undefined ? {} : { sh: image.sh }),
    ...(image.agent === undefined ? {} : { agent: image.agent }),
    ...(image.packages === undefined ? {} : { packages: image.packages }),
    ...(image.repositories === undefined
      ? {}
      : { repositories: await mapAsync(image.repositories, (from) => readOrigin(from, folder)) }),
    ...(image.units === undefined
      ? {}
      : { units: await mapAsync(image.units, async (unit) => ({ content: await sourceText(unit, folder) })) }),
    ...(image.checkouts === undefined
      ? {}
      : {
          checkouts: await mapAsync(image.checkouts, async ({ from, url, branch, owner }) => ({
            from: await readOrigin(from, folder),
            url,
            ...(branch === undefined ? {} : { branch }),
            ...(owner === undefined ? {} : { owner }),
          })),
        }),
  };
}

async function readOrigin(from: SeedOrigin, folder: string): Promise<Checkout["from"]> {
  if (typeof from === "string") return resolve(folder, from);
  return await mapAsync(from, async ({ mode, ...source }) => ({
    content: await sourceText(source, folder),
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
  }));
}

/** What is said, and nothing of what is not: the schema leaves absent what was absent. */
function defined(settings: object): ReadSeed["settings"] {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

async function mapAsync<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => Promise<To>,
): Promise<Record<string, To>> {
  const entries = Object.entries(record).map(async ([key, value]) => [key, await map(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function badSeed(path: string, message: string, cause?: unknown): LocalCloudError {
  return new LocalCloudError("LOCAL_CLOUD_SEED", `Seed file ${path}: ${message}`, { hint: SEED_HINT, cause });
}
