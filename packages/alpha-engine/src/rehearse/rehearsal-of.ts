import type { Definition } from "@alpha-engine/definition";

import { check } from "../config/check.ts";
import type { OrFrom, Rehearsal, Settings } from "../config/config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { resolveFrom } from "../config/resolve-from.ts";
import type { Subject } from "../pipeline/subject.ts";

/** What there is in a subject's rehearsal: what the configuration has for any, with what its pipeline has of its own. */
export async function rehearsalOf(
  { pipeline, name }: Subject,
  { config, file = "the configuration" }: LoadedConfig,
  settings: Settings,
  definition: Definition,
): Promise<Rehearsal> {
  const { rehearsalSchema } = await import("../config/schema.ts");
  const resolved = async (value: OrFrom<Rehearsal> | undefined, place: string): Promise<Rehearsal> =>
    check(rehearsalSchema, await resolveFrom<Rehearsal>(value ?? {}, settings, place), place);
  const shared = await resolved(config.rehearsal, `${file}: rehearsal`);
  return merge(
    shared.standIns === undefined ? shared : { ...shared, standIns: await concerned(definition, shared.standIns) },
    await resolved(pipeline.rehearsal, `${file}: pipelines.${name}.rehearsal`),
  );
}

/** What there is by name, wherever it is used. */
const WORLD = [
  "boxes",
  "images",
  "buckets",
  "topics",
  "queues",
  "parameters",
  "tables",
  "functions",
  "subnets",
  "secrets",
] as const satisfies readonly (keyof Rehearsal)[];

/** A rehearsal with what there is for the sake of another pipeline as well. */
export function withWorldOf(rehearsal: Rehearsal, other: Rehearsal): Rehearsal {
  const world = Object.fromEntries(
    WORLD.flatMap((key) => (other[key] === undefined ? [] : [[key, other[key]] as const])),
  );
  return merge(world, rehearsal);
}

/** What stands in for tasks of other pipelines does not concern this one. */
async function concerned(
  definition: Definition,
  standIns: NonNullable<Rehearsal["standIns"]>,
): Promise<Rehearsal["standIns"]> {
  const { standInsFor } = await import("@alpha-engine/rehearsal/check");
  return standInsFor(definition, standIns);
}

/** What has names is one by one its own or the shared, a list is both; anything else is its own where it says something. */
function merge(shared: Rehearsal, own: Rehearsal): Rehearsal {
  const keys = [...new Set([...Object.keys(shared), ...Object.keys(own)])] as (keyof Rehearsal)[];
  return Object.fromEntries(
    keys.map((key) => {
      const [below, above] = [shared[key] as unknown, own[key] as unknown];
      if (Array.isArray(below) && Array.isArray(above)) return [key, [...new Set<unknown>([...below, ...above])]];
      return [key, areNamed(below, above) && key !== "logs" ? Object.assign({}, below, above) : (above ?? below)];
    }),
  );
}

function areNamed(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
}
