import type { S3Client } from "@aws-sdk/client-s3";

import { ArtifactCorruptError, ArtifactMissingError } from "../errors.ts";
import { fileRecord } from "../manifest/file-record.ts";
import { MANIFEST_NAME, parseManifest, type FileRecord, type Manifest } from "../manifest/manifest.ts";
import { openObjectStore } from "../store/object-store.ts";
import { createArtifactReader, type ArtifactReader } from "./artifact-reader.ts";
import { parseRunDate } from "./run-date.ts";
import { stageHint, stagePrefix, type Stage } from "./stages.ts";

/** Where the artifacts of a run lie: bucket, date and, for runs that are none, a folder of their own. */
export interface RunLocation {
  readonly bucket: string;
  /** The date every key of the run carries, YYYY-MM-DD. */
  readonly runDate: string;
  /**
   * A folder for runs that are none: everything is written below it, and read from below it where it is there, otherwise
   * from its place. @default "" where every run is
   */
  readonly under?: "" | ".dry-run/" | ".smoke/" | undefined;
}

/** What a run takes from outside: the S3 client and the clock. */
export interface RunEffects {
  /** @default made from the ordinary environment (AWS_REGION, AWS_ENDPOINT_URL_S3, …) */
  readonly s3?: S3Client | undefined;
  /** Only for the manifest's `createdAt`. @default the wall clock */
  readonly now?: (() => Date) | undefined;
}

/** A file of an artifact, as it is published. */
export interface ArtifactFile {
  /** Behind the prefix of the stage. */
  readonly name: string;
  readonly body: string | Uint8Array;
  readonly contentType: string;
  /** Rows of data, for the manifest. @default not said */
  readonly rows?: number;
}

/** What the manifest says beside the files. */
export interface PublishOptions {
  /** What it was made from. @default every file read through this run so far */
  readonly inputs?: readonly FileRecord[];
}

/** What was published: the manifest, written last, and where it lies. */
export interface Published {
  /** Key of the manifest. */
  readonly key: string;
  readonly manifest: Manifest;
}

/** The artifacts of one run_date in one bucket. */
export interface Run extends RunLocation {
  /** Every file read through this run so far, in the order of first reading. */
  readonly inputs: readonly FileRecord[];
  /** The same run, with nothing read through it yet. */
  reopen(): Run;
  /** Writes the files, then the manifest. Publishing again replaces. */
  publish(stage: Stage, files: readonly ArtifactFile[], options?: PublishOptions): Promise<Published>;
  /** Opens a stage, or throws {@link ArtifactMissingError} naming the key that was looked for. */
  require(stage: Stage): Promise<ArtifactReader>;
  /** Opens a stage, or answers undefined when it was not published. */
  find(stage: Stage): Promise<ArtifactReader | undefined>;
}

/**
 * The artifacts of one date in one bucket; asks S3 nothing yet.
 * @throws {RunDateError} when `runDate` is no day of the calendar as YYYY-MM-DD.
 */
export function openRun(location: RunLocation, effects: RunEffects = {}): Run {
  const { bucket, runDate: text, under = "" } = location;
  const { s3, now = () => new Date() } = effects;
  const runDate = parseRunDate(text);
  const store = openObjectStore(bucket, s3);
  const read = new Map<string, FileRecord>();

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
      const manifest = readManifest(body, { bucket, key, runDate }, stage);
      return createArtifactReader(store, { stage, key, manifest }, (record) => read.set(record.key, record));
    }
    return undefined;
  }

  return {
    bucket,
    runDate,
    under,
    get inputs() {
      return [...read.values()];
    },
    reopen: () => openRun(location, effects),
    publish,
    find,
    async require(stage) {
      const key = stagePrefix(stage, runDate) + MANIFEST_NAME;
      const reader = await find(stage);
      if (reader === undefined) {
        throw new ArtifactMissingError({ bucket, key, runDate }, stageHint(stage, bucket, runDate));
      }
      return reader;
    },
  };
}

function readManifest(body: Buffer, location: RunLocation & { readonly key: string }, stage: Stage): Manifest {
  const hint = stageHint(stage, location.bucket, location.runDate);
  let manifest: Manifest;
  try {
    manifest = parseManifest(body.toString("utf8"));
  } catch (error) {
    throw new ArtifactCorruptError(location, `is no manifest: ${(error as Error).message}`, hint);
  }
  if (manifest.stage !== stage || manifest.runDate !== location.runDate) {
    throw new ArtifactCorruptError(location, `is of ${manifest.stage} of ${manifest.runDate}`, hint);
  }
  return manifest;
}
