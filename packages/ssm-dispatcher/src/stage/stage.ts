import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";

import { type Effects, resolveEffects } from "../effects.ts";
import { DispatchError } from "../errors.ts";

const MANIFEST = "manifest.json";

/** A file that is put where instances can fetch it. */
export interface StagedFile {
  /** Relative path, the same on the instance. */
  readonly name: string;
  readonly body: string | Uint8Array;
}

interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

interface Manifest {
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

/** Puts files under a prefix, with a manifest of their checksums, written last. */
export async function stage(
  { bucket, prefix, files }: Place & { readonly files: readonly StagedFile[] },
  effects: Effects = {},
): Promise<void> {
  const s3 = await (await resolveEffects(effects)).s3();
  const put = (name: string, Body: string | Uint8Array): Promise<unknown> =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}/${name}`, Body }));
  const checked = files.map(({ name, body }) => ({ name: checkedName(name), body }));
  await Promise.all(checked.map(({ name, body }) => put(name, body)));
  const listed = checked.map(({ name, body }) => ({ name, sha256: sha256(body) }));
  await put(MANIFEST, JSON.stringify({ files: listed } satisfies Manifest));
}

/** Fetches what was staged into a folder and checks every file against the manifest. Returns the paths written. */
export async function fetchStaged(
  { bucket, prefix, directory }: Place & { readonly directory: string },
  effects: Effects = {},
): Promise<readonly string[]> {
  const s3 = await (await resolveEffects(effects)).s3();
  const get = async (name: string): Promise<Uint8Array> => {
    const Key = `${prefix}/${name}`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key })).catch((cause: Error) => {
      throw new DispatchError("STAGE_INCOMPLETE", `cannot fetch s3://${bucket}/${Key}: ${cause.message}`, { cause });
    });
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const manifest = JSON.parse(Buffer.from(await get(MANIFEST)).toString()) as Manifest;
  return Promise.all(
    manifest.files.map(async (file) => {
      const path = join(directory, checkedName(file.name));
      const body = await get(file.name);
      if (sha256(body) !== file.sha256) {
        throw new DispatchError(
          "STAGE_INCOMPLETE",
          `s3://${bucket}/${prefix}/${file.name} is not what its manifest says`,
        );
      }
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body, { mode: 0o600 });
      return path;
    }),
  );
}

/** Removes everything under the prefix. */
export async function unstage({ bucket, prefix }: Place, effects: Effects = {}): Promise<void> {
  const s3 = await (await resolveEffects(effects)).s3();
  for (;;) {
    const { Contents = [], IsTruncated } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/` }),
    );
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first !== undefined) {
      throw new DispatchError(
        "STAGE_INCOMPLETE",
        `cannot remove s3://${bucket}/${first.Key}: ${first.Code}: ${first.Message}`,
      );
    }
    if (IsTruncated !== true) return;
  }
}

function checkedName(name: string): string {
  const path = normalize(name);
  if (path === "." || path.startsWith("/") || path.split("/").includes("..") || path === MANIFEST) {
    throw new DispatchError("STAGE_INCOMPLETE", `not a name for a staged file: ${JSON.stringify(name)}`);
  }
  return path;
}

function sha256(body: string | Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}
