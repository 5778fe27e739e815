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
): Promise<Rehearsal> {
  const { rehearsalSchema } = await import("../config/schema.ts");
  const resolved = async (value: OrFrom<Rehearsal> | undefined, place: string): Promise<Rehearsal> =>
    check(rehearsalSchema, await resolveFrom<Rehearsal>(value ?? {}, settings, place), place);
  return merge(
    await resolved(config.rehearsal, `${file}: rehearsal`),
    await resolved(pipeline.rehearsal, `${file}: pipelines.${name}.rehearsal`),
  );
}

/** What has names is one by one its own or the shared; anything else is its own where it says something. */
function merge(shared: Rehearsal, own: Rehearsal): Rehearsal {
  const keys = [...new Set([...Object.keys(shared), ...Object.keys(own)])] as (keyof Rehearsal)[];
  return Object.fromEntries(
    keys.map((key) => {
      const [below, above] = [shared[key], own[key]];
      const areNamed = typeof below === "object" && typeof above === "object" && key !== "logs";
      return [key, areNamed ? { ...below, ...above } : (above ?? below)];
    }),
  );
}
