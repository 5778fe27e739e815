import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { afterAll, beforeAll, beforeEach } from "vitest";

export interface LoopbackS3 {
  readonly endpoint: string;
  readonly s3: S3Client;
  /** Of this test alone. */
  readonly bucket: string;
  /** Keys in the bucket, in order. */
  readonly keys: () => Promise<readonly string[]>;
}

/** Called at the top of a test file: S3 over real HTTP while its tests run, a bucket of its own for each of them. */
export function loopbackS3(name: string): LoopbackS3 {
  const app = buildApp({ logger: false, host: "localhost" });
  const now = { endpoint: "", s3: new S3Client({}), bucket: "", buckets: 0 };
  beforeAll(async () => {
    now.endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
    now.s3 = new S3Client({ endpoint: now.endpoint, forcePathStyle: true });
  });
  beforeEach(async () => {
    now.buckets += 1;
    now.bucket = `${name}-${now.buckets}`;
    await now.s3.send(new CreateBucketCommand({ Bucket: now.bucket }));
  });
  afterAll(async () => {
    now.s3.destroy();
    await app.close();
  });
  return {
    get endpoint() {
      return now.endpoint;
    },
    get s3() {
      return now.s3;
    },
    get bucket() {
      return now.bucket;
    },
    keys: async () => {
      const { Contents = [] } = await now.s3.send(new ListObjectsV2Command({ Bucket: now.bucket }));
      return Contents.map(({ Key = "" }) => Key);
    },
  };
}
