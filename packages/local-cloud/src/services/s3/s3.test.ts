/** @module-tag slow */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  CopyObjectCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../index.ts";
import { viewPath } from "./store/view-path.ts";

let test_: TestCloud;
let s3: S3Client;
const events: CloudEvent[] = [];
const Bucket = "artifacts";

function client(service: string): { endpoint: string; maxAttempts: number } {
  return { endpoint: test_.cloud.environment[`AWS_ENDPOINT_URL_${service}`] ?? "", maxAttempts: 1 };
}

beforeAll(async () => {
  test_ = await startTestCloud();
  test_.cloud.subscribe((event) => {
    if (event.type !== "call") events.push(event);
  });
  s3 = new S3Client(client("S3"));
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => test_[Symbol.asyncDispose]());

const put = (
  Key: string,
  Body: NonNullable<PutObjectCommandInput["Body"]>,
  more: Partial<PutObjectCommandInput> = {},
): Promise<unknown> => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const file = (key: string): string => viewPath(join(test_.directory, "s3"), Bucket, key);

test("an object is a file of its bytes as soon as it is written, and an event", async () => {
  await put("2026/run one/report.json", "{}");
  expect(await readFile(join(test_.directory, "s3/artifacts/2026/run one/report.json"), "utf8")).toBe("{}");
  expect(events.at(-1)).toMatchObject({ type: "object", bucket: Bucket, key: "2026/run one/report.json", size: 2 });
});

test("a streamed body is stored without its chunk headers", async () => {
  const body = Readable.from([Buffer.from("one "), Buffer.from("two")]);
  await put("streamed", body, { ContentLength: 7 });
  expect(await readFile(file("streamed"), "utf8")).toBe("one two");
});

test("the metadata of an object comes back with it", async () => {
  await put("described", "x", { Metadata: { "run-date": "2026-11-20", exit: "3" }, ContentType: "text/csv" });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "described" }));
  expect(head).toMatchObject({
    Metadata: { "run-date": "2026-11-20", exit: "3" },
    ContentType: "text/csv",
    ContentLength: 1,
  });
});

test("an object that may only be new is written once, also of many at the same time", async () => {
  const attempts = Array.from({ length: 8 }, (_, index) => put("lock", String(index), { IfNoneMatch: "*" }));
  const results = await Promise.allSettled(attempts);
  const failures = results.filter((result) => result.status === "rejected");
  expect(failures).toHaveLength(7);
  expect(failures[0]?.reason).toMatchObject({ name: "PreconditionFailed", $metadata: { httpStatusCode: 412 } });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "lock" }));
  await put("lock", "again", { IfNoneMatch: "*" });
});

test("tagging an object leaves its body alone", async () => {
  await put("tagged", "body");
  const TagSet = [{ Key: "run", Value: "a b" }];
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet } }));
  const tags = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }));
  expect(tags.TagSet).toEqual(TagSet);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "tagged" }));
  expect(await Body?.transformToString()).toBe("body");
});

test("keys that a file system would take amiss stay inside the bucket's folder, each in a file of its own", async () => {
  const keys = ["a", "a/b", "a/b/c", "x//y", "x/", "%2E%2E/out", `${"long".repeat(100)}/z`, "ü/ö"];
  for (const key of keys) await put(key, key);
  for (const key of keys) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    expect(await Body?.transformToString()).toBe(key);
  }
  const files = events.filter((event) => event.type === "object" && keys.includes(event.key));
  expect(new Set(files.map((event) => (event.type === "object" ? event.file : ""))).size).toBe(keys.length);
  expect(viewPath("/s3", Bucket, "../../out")).toBe("/s3/artifacts/%2E%2E/%2E%2E/out");
  expect(await readFile(join(test_.directory, "s3/artifacts/a/b/c"), "utf8")).toBe("a/b/c");
});

test("a deleted object's file is gone", async () => {
  for (const key of ["gone/1", "gone/2&", "gone/3"]) await put(key, key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone/1" }));
  const Objects = [{ Key: "gone/2&" }, { Key: "gone/3" }];
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await expect(stat(join(test_.directory, "s3/artifacts/gone"))).rejects.toThrow("ENOENT");
});

test("an object without a checksum of its sender's has a CRC64NVME", async () => {
  const plain = new S3Client({ ...client("S3"), requestChecksumCalculation: "WHEN_REQUIRED" });
  const made = await plain.send(new PutObjectCommand({ Bucket, Key: "plain", Body: "123456789" }));
  expect(made).toMatchObject({ ChecksumCRC64NVME: "rosUhgp5mIg=", ChecksumType: "FULL_OBJECT" });
});

test("what cannot be set of a bucket is answered as for one that was left as it was", async () => {
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
  const acl = await s3.send(new GetBucketAclCommand({ Bucket }));
  expect(acl.Grants).toMatchObject([
    { Permission: "FULL_CONTROL", Grantee: { ID: acl.Owner?.ID, Type: "CanonicalUser" } },
  ]);
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
  ]);
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
});

test("encryption that is asked for is said again, an owner's ACL is taken, a public one is not", async () => {
  const ServerSideEncryption = "aws:kms";
  await put("kms", "x", { ServerSideEncryption, SSEKMSKeyId: "alias/mine", ACL: "bucket-owner-full-control" });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "kms" }));
  expect(head).toMatchObject({ ServerSideEncryption, SSEKMSKeyId: "alias/mine" });
  await expect(put("open", "x", { ACL: "public-read" })).rejects.toMatchObject({
    name: "AccessControlListNotSupported",
  });
});

test("a bucket says where it is, and is reached from every region", async () => {
  const west = new S3Client({ ...client("S3"), region: "eu-west-1" });
  await west.send(
    new CreateBucketCommand({ Bucket: "west", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  expect((await s3.send(new GetBucketLocationCommand({ Bucket: "west" }))).LocationConstraint).toBe("eu-west-1");
  expect((await s3.send(new HeadBucketCommand({ Bucket: "west" }))).BucketRegion).toBe("eu-west-1");
  const wrong = new CreateBucketCommand({
    Bucket: "east",
    CreateBucketConfiguration: { LocationConstraint: "us-west-2" },
  });
  await expect(west.send(wrong)).rejects.toMatchObject({ name: "IllegalLocationConstraintException" });
  const own = { LocationConstraint: "us-east-1" as BucketLocationConstraint };
  await expect(
    s3.send(new CreateBucketCommand({ Bucket: "east", CreateBucketConfiguration: own })),
  ).rejects.toMatchObject({ name: "InvalidLocationConstraint" });
});

test("a time to come is no condition, and a bucket's owner is an account", async () => {
  await put("dated", "x");
  const IfModifiedSince = new Date(Date.now() + 86_400_000);
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "dated", IfModifiedSince }))).ContentLength).toBe(1);
  const asked = new HeadBucketCommand({ Bucket, ExpectedBucketOwner: "abcd" });
  await expect(s3.send(asked)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  const copy = { Bucket, Key: "copied", CopySource: `${Bucket}/dated` };
  await expect(
    s3.send(new CopyObjectCommand({ ...copy, CopySourceIfModifiedSince: IfModifiedSince })),
  ).resolves.toBeDefined();
  await expect(s3.send(new CopyObjectCommand({ ...copy, CopySource: "wrongformat" }))).rejects.toThrow(
    "Invalid copy source object key",
  );
});
