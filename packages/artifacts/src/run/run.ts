import type { S3Client } from "@aws-sdk/client-s3";

import type { FileRecord, Manifest } from "../manifest/manifest.ts";
import type { ArtifactReader } from "./artifact-reader.ts";

/** Where the artifacts of a run lie: bucket, date and, for dry runs and the like, a folder of their own. */
export interface RunLocation<Stage extends string = string> {
  readonly bucket: string;
  /** The date every key of the run carries, YYYY-MM-DD. */
  readonly runDate: string;
  /**
   * A folder such as `.dry-run/`: everything is written below it, and read from below it where it is there, otherwise from
   * its place. @default "" where every run is
   */
  readonly under?: string | undefined;
  /** What makes a stage, for the hint when it is missing or damaged. @default nothing is said */
  readonly madeBy?: ((stage: Stage) => string | undefined) | undefined;
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

/** The artifacts of one run date in one bucket. A program that knows its stages names them: `Run<"data/prices" | "signals">`. */
export interface Run<Stage extends string = string> extends RunLocation<Stage> {
  /** Every file read through this run so far, in the order of first reading. */
  readonly inputs: readonly FileRecord[];
  /** The same run, with nothing read through it yet. */
  reopen(): Run<Stage>;
  /** Writes the files, then the manifest. Publishing again replaces. */
  publish(stage: Stage, files: readonly ArtifactFile[], options?: PublishOptions): Promise<Published>;
  /** Opens a stage, or throws `ARTIFACT_MISSING` naming the key that was looked for. */
  require(stage: Stage): Promise<ArtifactReader>;
  /** Opens a stage, or answers undefined when it was not published. */
  find(stage: Stage): Promise<ArtifactReader | undefined>;
}
