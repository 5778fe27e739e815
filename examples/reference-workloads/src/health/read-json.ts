import { createClient } from "@alpha-engine/aws-calls";

import type { ReadJson } from "./checks.ts";

/** An object of the bucket as JSON. */
export const readJson: ReadJson = async (bucket, key) => {
  const { GetObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
  const s3 = createClient(S3Client, { config: { forcePathStyle: true } });
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? "null") as unknown;
  } finally {
    s3.destroy();
  }
};
