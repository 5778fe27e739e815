import type { ReadJson } from "./checks.ts";

/** An object of the bucket as JSON. */
export const readJson: ReadJson = async (bucket, key) => {
  const { GetObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
  const s3 = new S3Client({ forcePathStyle: true });
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? "null") as unknown;
  } finally {
    s3.destroy();
  }
};
