import { type PreparedSeed, prepareSeed } from "@alpha-engine/local-cloud";

import { RehearsalError } from "../errors.ts";
import type { RehearsalSeed, RehearseOptions } from "../options.ts";

/** What is there at the beginning, as the cloud takes it, with the files that it names. */
export async function readSeed(options: RehearseOptions): Promise<PreparedSeed> {
  const { buckets, topics, queues, parameters, tables, functions, images } = options;
  const { capacity, subnets, timings, region, account, network } = options;
  const things = { buckets, topics, queues, parameters, tables, functions, images };
  const said = { ...things, capacity, subnets, timings, region, account, network };
  const seed: RehearsalSeed = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const prepared = await refusing("paths start from `folder`", () => prepareSeed(seed, options.folder));
  return {
    ...prepared,
    plant: async (cloud) => await refusing("name things as AWS lets them be named", () => prepared.plant(cloud)),
  };
}

async function refusing<Result>(otherwise: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    const { message, hint } = cause as { readonly message: string; readonly hint?: string };
    throw new RehearsalError("BAD_SEED", message, { cause, hint: hint ?? otherwise });
  }
}
