#!/usr/bin/env node
/** S3 here beside fauxqs: `node bench/s3.ts [keys]`. Times of one client that waits for each answer, and their ratios. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";

import { startLocalCloud } from "../src/index.ts";

const keys = Number(process.argv[2] ?? 10_000);
const Bucket = "bench";

async function measure(endpoint: string): Promise<Record<string, number>> {
  const credentials = { accessKeyId: "LOCALCLOUDNOTREAL000", secretAccessKey: "not-a-secret" };
  const s3 = new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  const times: Record<string, number> = {};
  const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await work();
    times[name] = performance.now() - began;
  };
  const key = (index: number): string => `run/${index % 97}/${index}.json`;
  await timed(`put ${keys} objects of 1 KiB`, async () => {
    const Body = Buffer.alloc(1024, "x");
    for (let index = 0; index < keys; index += 1)
      await s3.send(new PutObjectCommand({ Bucket, Key: key(index), Body }));
  });
  await timed(`get ${keys} objects of 1 KiB`, async () => {
    for (let index = 0; index < keys; index += 1) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key(index) }));
      await Body?.transformToByteArray();
    }
  });
  await timed(`list ${keys} keys, by 1000`, async () => {
    let token: string | undefined;
    do {
      const more = token === undefined ? {} : { ContinuationToken: token };
      token = (await s3.send(new ListObjectsV2Command({ Bucket, ...more }))).NextContinuationToken;
    } while (token !== undefined);
  });
  await timed("put and get 10 objects of 10 MiB", async () => {
    const Body = Buffer.alloc(10 * 2 ** 20, "x");
    for (let index = 0; index < 10; index += 1) {
      await s3.send(new PutObjectCommand({ Bucket, Key: `large/${index}`, Body }));
      const large = await s3.send(new GetObjectCommand({ Bucket, Key: `large/${index}` }));
      await large.Body?.transformToByteArray();
    }
  });
  s3.destroy();
  return times;
}

const directory = await mkdtemp(join(tmpdir(), "local-cloud-bench-"));
const cloud = await startLocalCloud({ directory });
const ours = await measure(cloud.endpoint);
await cloud.stop();
await rm(directory, { recursive: true, force: true });
const app = buildApp({ logger: false, host: "127.0.0.1" });
const theirs = await measure(await app.listen({ port: 0, host: "127.0.0.1" }));
await app.close();

for (const [name, time] of Object.entries(ours)) {
  const other = theirs[name] ?? 0;
  const ratio = (other / time).toFixed(2);
  process.stdout.write(
    `${name.padEnd(36)} ${time.toFixed(0)} ms, fauxqs ${other.toFixed(0)} ms: ${ratio} times as fast\n`,
  );
}
