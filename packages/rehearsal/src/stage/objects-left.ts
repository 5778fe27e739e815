import { createClient } from "@alpha-engine/aws-calls";
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";

import type { ObjectsLeft } from "../expect/judge.ts";
import type { ClientConfig } from "./clients.ts";

export async function objectsLeft(config: ClientConfig, isRead: (name: string) => boolean): Promise<ObjectsLeft> {
  const client = createClient(S3Client, { config: { ...config, forcePathStyle: true } });
  const names: string[] = [];
  const texts = new Map<string, string>();
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    for (const { Name: Bucket = "" } of Buckets) {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
        for (const { Key = "" } of Contents) {
          const name = `s3://${Bucket}/${Key}`;
          names.push(name);
          if (!isRead(name)) continue;
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
          texts.set(name, (await Body?.transformToString()) ?? "");
        }
      }
    }
    return { names, texts };
  } finally {
    client.destroy();
  }
}
