import type { S3Client } from "@aws-sdk/client-s3";

import { ArtifactStoreError } from "../errors.ts";
import { createS3Client } from "./s3-client.ts";

/** The few things artifacts need of a bucket. */
export interface ObjectStore {
  readonly bucket: string;
  /** Undefined when there is no such key. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** Throws when the bucket is not there or not ours to read. */
  head(): Promise<void>;
}

export function openObjectStore(bucket: string, s3?: S3Client): ObjectStore {
  let client: Promise<S3Client> | undefined;
  const connect = (): Promise<S3Client> => (client ??= s3 === undefined ? createS3Client() : Promise.resolve(s3));

  return {
    bucket,
    async get(key) {
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      try {
        const { Body } = await (await connect()).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (error) {
        if ((error as Error).name === "NoSuchKey") return undefined;
        throw refusal(`read s3://${bucket}/${key}`, bucket, error);
      }
    },
    async put(key, body, contentType) {
      const { PutObjectCommand } = await import("@aws-sdk/client-s3");
      const request = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType });
      try {
        await (await connect()).send(request);
      } catch (error) {
        throw refusal(`write s3://${bucket}/${key}`, bucket, error);
      }
    },
    async head() {
      const { HeadBucketCommand } = await import("@aws-sdk/client-s3");
      try {
        await (await connect()).send(new HeadBucketCommand({ Bucket: bucket }));
      } catch (error) {
        throw refusal(`reach bucket ${bucket}`, bucket, error);
      }
    },
  };
}

// Documentation of GetObject and HeadBucket: without s3:ListBucket a missing key is answered 403, not 404.
const HINTS: Readonly<Record<string, string>> = {
  NoSuchBucket: "check --bucket, and that AWS_ENDPOINT_URL_S3 and AWS_REGION are the intended ones",
  NotFound: "check --bucket, and that AWS_ENDPOINT_URL_S3 and AWS_REGION are the intended ones",
  AccessDenied: "check the role's s3:GetObject and s3:PutObject; without s3:ListBucket a missing key is denied too",
  CredentialsProviderError: "no credentials: set AWS_PROFILE, or run where an instance profile is",
};

function refusal(action: string, bucket: string, cause: unknown): ArtifactStoreError {
  const { name } = cause as Error;
  return new ArtifactStoreError(action, bucket, { cause, hint: HINTS[name] });
}
