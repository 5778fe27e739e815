import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { afterAll, beforeAll } from "vitest";

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface S3 {
  readonly env: NodeJS.ProcessEnv;
  /** Every object of the bucket `logs` under a prefix. */
  objects(prefix: string): Promise<StoredObject[]>;
}

/** An S3 with the bucket `logs`, for the tests of the file. */
export function useS3(): S3 {
  const app = buildApp({ logger: false, host: "localhost" });
  let endpoint = "";
  let client: S3Client;
  beforeAll(async () => {
    endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
    client = new S3Client({ endpoint, forcePathStyle: true });
    const authorization = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request";
    await fetch(`${endpoint}/logs`, { method: "PUT", headers: { authorization } });
  });
  afterAll(async () => {
    client.destroy();
    await app.close();
  });
  return {
    get env() {
      return { AWS_ENDPOINT_URL_S3: endpoint };
    },
    async objects(prefix) {
      const found: StoredObject[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: "logs", Prefix: prefix })) {
        for (const { Key: key = "" } of page.Contents ?? []) {
          const { Metadata = {}, ContentType } = await client.send(new HeadObjectCommand({ Bucket: "logs", Key: key }));
          const { Body } = await client.send(new GetObjectCommand({ Bucket: "logs", Key: key }));
          const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
          found.push({ key, body, contentType: ContentType, metadata: Metadata });
        }
      }
      return found;
    },
  };
}
