import type { Place } from "../desk/place.ts";
import { getReport, sizesBelow } from "../reports/reports.ts";

/** What was looked at, and what is wrong with it, if anything. */
export interface Finding {
  readonly what: string;
  readonly problem?: string | undefined;
}

const AREAS = ["data", "signals", "predictor", "backtest"];

/** Every manifest of the day: the files that it lists are there, in their size. A step that was skipped has none. */
export async function checkArtifacts({ bucket, runDate }: Place, read: ReadJson): Promise<readonly Finding[]> {
  const found = await Promise.all(
    AREAS.map(async (area) => {
      const sizes = await sizesBelow(bucket, `${area}/${runDate}/`);
      const manifests = [...sizes.keys()].filter((key) => key.endsWith("/manifest.json"));
      return await Promise.all(manifests.map(async (key) => checkManifest(key, await read(bucket, key), sizes)));
    }),
  );
  return found.flat();
}

export type ReadJson = (bucket: string, key: string) => Promise<unknown>;

function checkManifest(key: string, manifest: unknown, sizes: ReadonlyMap<string, number>): Finding {
  const { outputs = [] } = (manifest ?? {}) as { readonly outputs?: readonly { key: string; bytes: number }[] };
  const wrong = outputs.find((output) => sizes.get(output.key) !== output.bytes);
  if (wrong === undefined) return { what: key };
  const is = sizes.get(wrong.key);
  return {
    what: key,
    problem: `${wrong.key} ${is === undefined ? "is missing" : `has ${is} bytes`}, expected ${wrong.bytes}`,
  };
}

/** The ground that the pipelines stand on: the logs of today's steps are there and none is empty. */
export async function checkSubstrate({ bucket }: Place, today: string): Promise<readonly Finding[]> {
  const logs = [...(await sizesBelow(bucket, "_ssm_logs/"))].filter(([key]) => key.includes(`/${today}/`));
  return logs.map(([key, size]) => ({ what: key, problem: size === 0 ? "is empty" : undefined }));
}

/** The months that DataPhase2 has collected, against itself a year earlier; nothing when it was skipped. */
export async function checkConstituents(place: Place): Promise<readonly Finding[]> {
  const report = (await getReport(place, "data-phase2")) as
    | { readonly closes: Readonly<Record<string, number>> }
    | undefined;
  if (report === undefined) return [];
  const bad = Object.entries(report.closes).filter(([, close]) => !(close > 0));
  const problem = bad.length === 0 ? undefined : `no price in ${bad.map(([month]) => month).join(", ")}`;
  return [{ what: `${Object.keys(report.closes).length} months of closes`, problem }];
}
