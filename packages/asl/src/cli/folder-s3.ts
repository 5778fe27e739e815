import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { gunzipSync } from "node:zlib";

import type { S3 } from "../interpret/s3.ts";
import type { JsonObject } from "../json.ts";

/** S3 of nobody: fails whatever is asked, and notes it. */
export function noS3(asked: string[]): Required<S3> {
  const refuse = async ({ Bucket }: { readonly Bucket: string }): Promise<never> => {
    const message = `a distributed Map asks for the bucket ${Bucket}`;
    asked.push(message);
    throw new Error(message);
  };
  return { getObject: refuse, listObjectsV2: refuse, putObject: refuse };
}

/** S3 in a folder: a folder for each bucket, a file for each object. Results of a distributed Map are written there. */
export function folderS3(folder: string): Required<S3> {
  return {
    getObject: async ({ Bucket, Key }) => {
      const path = pathOf(bucketOf(folder, Bucket), Key);
      if (!isFile(path)) throw new Error("The specified key does not exist.");
      const bytes = readFileSync(path);
      return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
    },
    listObjectsV2: async ({ Bucket, Prefix, StartAfter }) => {
      const bucket = bucketOf(folder, Bucket);
      const after = typeof StartAfter === "string" ? StartAfter : "";
      return keysOf(bucket)
        .filter((key) => key.startsWith(Prefix) && inBytes(key, after) > 0)
        .map((key) => described(bucket, key));
    },
    putObject: async ({ Bucket, Key, Body }) => {
      const path = pathOf(bucketOf(folder, Bucket), Key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, Body);
    },
  };
}

function bucketOf(folder: string, bucket: string): string {
  const path = pathOf(resolve(folder), bucket);
  if (!existsSync(path)) throw new Error("The specified bucket does not exist");
  return path;
}

/** The file of a key, which never leaves the folder. */
function pathOf(folder: string, key: string): string {
  const path = join(folder, key);
  if (!path.startsWith(folder + sep)) throw new Error(`The key ${key} is no file in ${folder}`);
  return path;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The order of a listing: that of UTF-8. [documentation: ListObjectsV2] */
function inBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function keysOf(bucket: string): readonly string[] {
  return readdirSync(bucket, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(bucket, join(parentPath, name)).split(sep).join("/"))
    .toSorted(inBytes);
}

function described(bucket: string, key: string): JsonObject {
  const path = pathOf(bucket, key);
  const { mtimeMs, size } = statSync(path);
  return {
    Etag: `"${createHash("md5").update(readFileSync(path)).digest("hex")}"`,
    LastModified: Math.floor(mtimeMs / 1000),
    Key: key,
    Size: size,
    StorageClass: "STANDARD",
  };
}
