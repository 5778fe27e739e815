import type { LocalCloudOptions } from "../cloud/options.ts";
import { LocalCloudError } from "../errors.ts";
import type { LocalCloud } from "../start-local-cloud.ts";
import { plantSeed } from "./plant-seed.ts";
import { resolveSeed } from "./read-seed.ts";
import { parseSeed } from "./schema.ts";

/** What a cloud begins with, in the two parts in which it takes it. */
export interface PreparedSeed {
  /** For `startLocalCloud`. */
  readonly options: Pick<LocalCloudOptions, "images" | "functions" | "capacity" | "subnets" | "timings">;
  /** Makes buckets, topics, queues, parameters, tables and instances in a cloud that runs. */
  readonly plant: (cloud: LocalCloud) => Promise<void>;
}

/**
 * Checks a seed as `local-cloud start --seed` takes it, and reads the files that it names.
 * @param seed The content of a seed file: what is there at the beginning, by name.
 * @param folder Where relative paths of the seed start.
 */
export async function prepareSeed(seed: unknown, folder: string = process.cwd()): Promise<PreparedSeed> {
  const parsed = parseSeed(seed);
  if ("problem" in parsed) {
    const hint = "the README of @alpha-engine/local-cloud shows every key";
    throw new LocalCloudError("LOCAL_CLOUD_SEED", parsed.problem, hint);
  }
  const read = await resolveSeed(parsed.seed, folder);
  const images = read.images === undefined ? {} : { images: read.images };
  return {
    options: { ...read.settings, ...images, functions: read.functions },
    plant: (cloud) => plantSeed(read, cloud),
  };
}
