import { explainFailure, isNamed } from "@alpha-engine/aws-calls";
import type { S3Client } from "@aws-sdk/client-s3";

import { ArtifactsError } from "../errors.ts";
import { createS3Client } from "./s3-client.ts";

/** The few things artifacts need of a bucket. */
export interface ObjectStore {
  readonly bucket: string;
  /** Undefined when there is no such key. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** Throws when the bucket is not there or not ours to read. */
  head(): Promise<void>;
  /** Whether there is such a key; throws when it may not be read. Nothing is fetched. */
  mayRead(key: string): Promise<boolean>;
  /** Throws when nothing may be written below the prefix. Nothing is written. */
  mayWrite(prefix: string): Promise<void>;
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
        if (isNamed(error, "NoSuchKey")) return undefined;
        throw refusal(`read s3://${bucket}/${key}`, key, error);
      }
    },
    async put(key, body, contentType) {
      const { PutObjectCommand } = await import("@aws-sdk/client-s3");
      const request = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType });
      try {
        await (await connect()).send(request);
      } catch (error) {
        throw refusal(`write s3://${bucket}/${key}`, key, error);
      }
    },
    async head() {
      const { HeadBucketCommand } = await import("@aws-sdk/client-s3");
      try {
        await (await connect()).send(new HeadBucketCommand({ Bucket: bucket }));
      } catch (error) {
        throw refusal(`reach bucket ${bucket}`, undefined, error);
      }
    },
    async mayRead(key) {
      const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
      try {
        await (await connect()).send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return true;
      } catch (error) {
        if (isNamed(error, "NotFound")) return false;
        throw refusal(`read s3://${bucket}/${key}`, key, error);
      }
    },
    async mayWrite(prefix) {
      const { UploadPartCommand } = await import("@aws-sdk/client-s3");
      const Key = `${prefix}preflight`;
      try {
        // A part needs s3:PutObject as an object does (documentation of UploadPart), and one for an upload that was never
        // begun can end nowhere: who may write is answered NoSuchUpload, who may not AccessDenied.
        await (
          await connect()
        ).send(new UploadPartCommand({ Bucket: bucket, Key, UploadId: NO_UPLOAD, PartNumber: 1, Body: "" }));
      } catch (error) {
        if (!isNamed(error, "NoSuchUpload")) throw refusal(`write s3://${bucket}/${prefix}`, prefix, error);
      }
    },
  };
}

const NO_UPLOAD = "preflight-of-an-upload-that-was-never-begun";
const WRONG_BUCKET = "check --bucket, and that AWS_ENDPOINT_URL_S3 and AWS_REGION are the intended ones";

// Documentation of GetObject and HeadBucket: without s3:ListBucket a missing key is answered 403, not 404.
function hintFor(cause: unknown): string | undefined {
  const { kind, httpStatus } = explainFailure(cause);
  if (kind === "denied")
    return "check the role's s3:GetObject and s3:PutObject; without s3:ListBucket a missing key is denied too";
  if (kind === "bad-credentials") return "no credentials: set AWS_PROFILE, or run where an instance profile is";
  return isNamed(cause, "NoSuchBucket") || httpStatus === 404 ? WRONG_BUCKET : undefined;
}

function refusal(action: string, key: string | undefined, cause: unknown): ArtifactsError {
  const { name, message } = explainFailure(cause);
  return new ArtifactsError("ARTIFACT_STORE_FAILED", `cannot ${action}: ${name}: ${message}`, {
    key,
    cause,
    hint: hintFor(cause),
  });
}
