import { createClient } from "@alpha-engine/aws-calls";
import type { S3Client } from "@aws-sdk/client-s3";

import type { Run } from "../stages/open-run.ts";

type Place = Pick<Run, "bucket" | "runDate">;

/** Writes `reports/<run_date>/<name>.json`, and answers its key. */
export async function putReport({ bucket, runDate }: Place, name: string, body: object): Promise<string> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const key = `reports/${runDate}/${name}.json`;
  const text = `${JSON.stringify({ schemaVersion: 1, runDate, ...body }, null, 2)}\n`;
  await withS3((s3) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: "application/json" })),
  );
  return key;
}

/** A report of this run date, or nothing when there is none. */
export async function getReport(place: Place, name: string): Promise<unknown> {
  const { GetObjectCommand, NoSuchKey } = await import("@aws-sdk/client-s3");
  const key = `reports/${place.runDate}/${name}.json`;
  try {
    const { Body } = await withS3((s3) => s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: key })));
    return JSON.parse((await Body?.transformToString()) ?? "null") as unknown;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Sizes of everything below a prefix, by key. */
export async function sizesBelow(bucket: string, prefix: string): Promise<ReadonlyMap<string, number>> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  return await withS3(async (client) => {
    const sizes = new Map<string, number>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
      for (const { Key = "", Size = 0 } of Contents) sizes.set(Key, Size);
    return sizes;
  });
}

async function withS3<T>(use: (s3: S3Client) => Promise<T>): Promise<T> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const s3 = createClient(S3Client, { config: { forcePathStyle: true } });
  try {
    return await use(s3);
  } finally {
    s3.destroy();
  }
}
