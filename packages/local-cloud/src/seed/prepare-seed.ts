import type { LocalCloudOptions } from "../cloud/options.ts";
import { LocalCloudError } from "../errors.ts";
import type { LocalCloud } from "../start-local-cloud.ts";
import type { ReadSeed } from "./read-seed.ts";

/** What a cloud begins with, in the two parts in which it takes it. */
export interface PreparedSeed {
  /** For `startLocalCloud`. */
  readonly options: Pick<
    LocalCloudOptions,
    "images" | "functions" | "capacity" | "subnets" | "timings" | "region" | "account" | "network"
  >;
  /** Makes buckets, topics, queues, parameters, tables and instances in a cloud that runs. */
  readonly plant: (cloud: LocalCloud) => Promise<void>;
}

/**
 * Checks a seed as `local-cloud start --seed` takes it, and reads the files that it names.
 *
 * @param seed The content of a seed file: what is there at the beginning, by name.
 * @param folder Where relative paths of the seed start.
 * @throws LocalCloudError `LOCAL_CLOUD_SEED`, with the place of the mistake
 *
 * @example
 * ```ts example
 * import { prepareSeed, startLocalCloud } from "@alpha-engine/local-cloud";
 *
 * const seed = await prepareSeed({ parameters: { "/app/mode": { value: "test" } }, timings: { boot: "500ms" } });
 * const cloud = await startLocalCloud({ directory: ".seeded", ...seed.options });
 * await seed.plant(cloud);
 * await cloud.stop();
 * ```
 */
export async function prepareSeed(seed: unknown, folder: string = process.cwd()): Promise<PreparedSeed> {
  const { parseSeed } = await import("./schema.ts");
  const parsed = parseSeed(seed);
  const { resolveSeed, SEED_HINT } = await import("./read-seed.ts");
  if ("problem" in parsed) throw new LocalCloudError("LOCAL_CLOUD_SEED", parsed.problem, { hint: SEED_HINT });
  return prepared(await resolveSeed(parsed.seed, folder));
}

/** The same for a file, JSON or YAML; relative paths start from its folder. */
export async function prepareSeedFile(path: string): Promise<PreparedSeed> {
  const { readSeed } = await import("./read-seed.ts");
  return prepared(await readSeed(path));
}

function prepared(read: ReadSeed): PreparedSeed {
  const images = read.images === undefined ? {} : { images: read.images };
  return {
    options: { ...read.settings, ...images, functions: read.functions },
    // Loaded when it is needed: the clients of six services.
    plant: async (cloud) => {
      const { plantSeed } = await import("./plant-seed.ts");
      await plantSeed(read, cloud);
    },
  };
}
