import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

import { explainFailure } from "@alpha-engine/aws-calls";
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";

import { type CallOptions, type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { callFailed, SsmDispatcherError } from "../errors.ts";
import type { Place } from "../place.ts";

const MANIFEST = "manifest.json";
/** A file may be large and the way narrow. */
const CALL_TIMEOUT = "5m";

/** A file that is put where instances can fetch it. */
export interface StagedFile {
  /** Relative path, the same on the instance. */
  readonly name: string;
  readonly body: string | Uint8Array;
}

/** Where files are staged. */
export interface StagePlace extends Place {
  /** How long one call to S3 may take, its bytes included. @default "5m" */
  readonly callTimeout?: CallOptions["callTimeout"];
}

interface Manifest {
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/**
 * Puts files under a prefix, with a manifest of their checksums, written last.
 *
 * @throws SsmDispatcherError `STAGE_INCOMPLETE` for a name that leads out of the prefix, `CALL_FAILED`
 *
 * @example
 * ```ts example cloud
 * import { fetchStaged, stage, unstage } from "@alpha-engine/ssm-dispatcher";
 *
 * const place = { bucket: "my-bucket", prefix: "staging/sweep-1" };
 * await stage({ ...place, files: [{ name: "config.json", body: "{}" }] });
 * console.log(await fetchStaged({ ...place, directory: "fetched" }));
 * await unstage(place);
 * ```
 * ```text output
 * [ 'fetched/config.json' ]
 * ```
 */
export async function stage(
  { files, ...place }: StagePlace & { readonly files: readonly StagedFile[] },
  effects: Effects = {},
): Promise<void> {
  const resolved = effectsFor(place, effects);
  const { bucket: Bucket, prefix } = place;
  const put = async (name: string, Body: string | Uint8Array): Promise<void> => {
    const s3 = await resolved.s3();
    const request = new PutObjectCommand({ Bucket, Key: `${prefix}/${name}`, Body });
    await s3.send(request, resolved.bounded()).catch((error: unknown) => {
      throw callFailed("s3:PutObject", error);
    });
  };
  const checked = files.map(({ name, body }) => ({ name: checkedName(name), body }));
  await Promise.all(checked.map(({ name, body }) => put(name, body)));
  const listed = checked.map(({ name, body }) => ({ name, sha256: sha256(body) }));
  await put(MANIFEST, JSON.stringify({ files: listed } satisfies Manifest));
}

/**
 * Fetches what was staged into a folder and checks every file against the manifest. Returns the paths written.
 *
 * @throws SsmDispatcherError `STAGE_INCOMPLETE` for what is not there, or not what the manifest says
 *
 * @example
 * ```ts example cloud
 * import { fetchStaged } from "@alpha-engine/ssm-dispatcher";
 *
 * const nothing = { bucket: "my-bucket", prefix: "staging/nothing", directory: "fetched" };
 * console.log(await fetchStaged(nothing).catch((error) => error.code));
 * ```
 * ```text output
 * STAGE_INCOMPLETE
 * ```
 */
export async function fetchStaged(
  { directory, ...place }: StagePlace & { readonly directory: string },
  effects: Effects = {},
): Promise<readonly string[]> {
  const resolved = effectsFor(place, effects);
  const { bucket, prefix } = place;
  const get = async (name: string): Promise<Uint8Array> => {
    const Key = `${prefix}/${name}`;
    try {
      const s3 = await resolved.s3();
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }), resolved.bounded());
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (error) {
      const { name: what, message } = explainFailure(error);
      const said = `cannot fetch s3://${bucket}/${Key}: ${what}: ${message}`;
      throw new SsmDispatcherError("STAGE_INCOMPLETE", said, { cause: error });
    }
  };
  const manifest = JSON.parse(Buffer.from(await get(MANIFEST)).toString()) as Manifest;
  return Promise.all(
    manifest.files.map(async (file) => {
      const path = join(directory, checkedName(file.name));
      const body = await get(file.name);
      if (sha256(body) !== file.sha256) {
        const what = `s3://${bucket}/${prefix}/${file.name}`;
        throw new SsmDispatcherError("STAGE_INCOMPLETE", `${what} is not what its manifest says`);
      }
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body, { mode: 0o600 });
      return path;
    }),
  );
}

/**
 * Removes everything under the prefix; what is gone already is no error.
 *
 * @throws SsmDispatcherError `STAGE_INCOMPLETE` for an object that S3 would not remove, `CALL_FAILED`
 *
 * @example
 * ```ts example cloud
 * import { unstage } from "@alpha-engine/ssm-dispatcher";
 *
 * await unstage({ bucket: "my-bucket", prefix: "staging/sweep-1" });
 * ```
 */
export async function unstage(place: StagePlace, effects: Effects = {}): Promise<void> {
  const resolved = effectsFor(place, effects);
  const { bucket: Bucket, prefix } = place;
  const s3 = await resolved.s3();
  for (;;) {
    const list = new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/` });
    const { Contents = [], IsTruncated } = await s3.send(list, resolved.bounded()).catch((error: unknown) => {
      throw callFailed("s3:ListBucket", error);
    });
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const remove = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await s3.send(remove, resolved.bounded()).catch((error: unknown) => {
      throw callFailed("s3:DeleteObject", error);
    });
    const [first] = Errors;
    if (first !== undefined) {
      const what = `cannot remove s3://${Bucket}/${first.Key}`;
      throw new SsmDispatcherError("STAGE_INCOMPLETE", `${what}: ${first.Code}: ${first.Message}`);
    }
    if (IsTruncated !== true) return;
  }
}

function effectsFor({ callTimeout = CALL_TIMEOUT }: StagePlace, effects: Effects): ResolvedEffects {
  return resolveEffects(effects, { callTimeout });
}

function checkedName(name: string): string {
  const path = normalize(name);
  if (path === "." || path.startsWith("/") || path.split("/").includes("..") || path === MANIFEST) {
    throw new SsmDispatcherError("STAGE_INCOMPLETE", `not a name for a staged file: ${JSON.stringify(name)}`);
  }
  return path;
}

function sha256(body: string | Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}
