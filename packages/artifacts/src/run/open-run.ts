import { ArtifactsError } from "../errors.ts";
import { fileRecord } from "../manifest/file-record.ts";
import { MANIFEST_NAME, parseManifest, type FileRecord, type Manifest } from "../manifest/manifest.ts";
import { openObjectStore } from "../store/object-store.ts";
import { createArtifactReader, type ArtifactReader } from "./artifact-reader.ts";
import { corrupt, missing, type Place } from "./refusals.ts";
import { parseRunDate } from "./run-date.ts";
import type { ArtifactFile, Published, PublishOptions, Run, RunEffects, RunLocation } from "./run.ts";
import { stagePrefix } from "./stage-prefix.ts";

/**
 * The artifacts of one date in one bucket; asks S3 nothing yet.
 *
 * @throws ArtifactsError `RUN_DATE_INVALID` when `runDate` is not a day of the calendar as YYYY-MM-DD
 *
 * @example
 * ```ts example cloud
 * import { openRun } from "@alpha-engine/artifacts";
 *
 * const run = openRun({ bucket: "my-bucket", runDate: "2026-01-03", madeBy: (stage) => `the step ${stage} makes it` });
 * await run.publish("data/prices", [{ name: "prices.csv", body: "date,close\n", contentType: "text/csv" }]);
 * const prices = await run.require("data/prices");
 * console.log(prices.key, JSON.stringify(await prices.text("prices.csv")));
 * await run.require("signals").catch(({ code, hint }) => console.log(code, hint));
 * ```
 * ```text output
 * data/2026-01-03/prices/manifest.json "date,close\n"
 * ARTIFACT_MISSING the step signals makes it
 * ```
 */
export function openRun<Stage extends string = string>(
  location: RunLocation<Stage>,
  effects: RunEffects = {},
): Run<Stage> {
  const { bucket, runDate: text, under = "", madeBy } = location;
  const { s3, now = () => new Date() } = effects;
  const runDate = parseRunDate(text);
  const store = openObjectStore(bucket, s3);
  const read = new Map<string, FileRecord>();
  const placeOf = (key: string, stage: Stage): Place => ({ bucket, key, runDate, hint: madeBy?.(stage) });

  async function publish(
    stage: Stage,
    files: readonly ArtifactFile[],
    { inputs = [...read.values()] }: PublishOptions = {},
  ): Promise<Published> {
    const prefix = under + stagePrefix(stage, runDate);
    const outputs: FileRecord[] = [];
    for (const { name, body, contentType, rows } of files) {
      const bytes = Buffer.from(body);
      await store.put(prefix + name, bytes, contentType);
      outputs.push(fileRecord(prefix + name, bytes, rows));
    }
    const manifest: Manifest = { schemaVersion: 1, stage, runDate, createdAt: now().toISOString(), inputs, outputs };
    const key = prefix + MANIFEST_NAME;
    await store.put(key, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), "application/json");
    return { key, manifest };
  }

  async function find(stage: Stage): Promise<ArtifactReader | undefined> {
    const place = stagePrefix(stage, runDate) + MANIFEST_NAME;
    for (const key of new Set([under + place, place])) {
      const body = await store.get(key);
      if (body === undefined) continue;
      const at = placeOf(key, stage);
      return createArtifactReader({
        store,
        place: at,
        manifest: readManifest(body, at, stage),
        onRead: (record) => read.set(record.key, record),
      });
    }
    return undefined;
  }

  return {
    bucket,
    runDate,
    under,
    madeBy,
    get inputs() {
      return [...read.values()];
    },
    reopen: () => openRun(location, effects),
    publish,
    find,
    async require(stage) {
      const reader = await find(stage);
      if (reader === undefined) throw missing(placeOf(stagePrefix(stage, runDate) + MANIFEST_NAME, stage));
      return reader;
    },
  };
}

function readManifest(body: Buffer, place: Place, stage: string): Manifest {
  let manifest: Manifest;
  try {
    manifest = parseManifest(body.toString("utf8"));
  } catch (error) {
    throw corrupt(place, `is not a manifest: ${(error as ArtifactsError).message}`);
  }
  if (manifest.stage === stage && manifest.runDate === place.runDate) return manifest;
  throw corrupt(place, `is of ${manifest.stage} of ${manifest.runDate}`);
}
