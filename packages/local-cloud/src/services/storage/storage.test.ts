/** @module-tag slow */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../index.ts";
import { objectPath } from "./object-path.ts";

let test_: TestCloud;
let s3: S3Client;
const events: CloudEvent[] = [];
const Bucket = "artifacts";

function client(service: string): { endpoint: string; maxAttempts: number } {
  return { endpoint: test_.cloud.environment[`AWS_ENDPOINT_URL_${service}`] ?? "", maxAttempts: 1 };
}

beforeAll(async () => {
  test_ = await startTestCloud();
  test_.cloud.subscribe((event) => events.push(event));
  s3 = new S3Client(client("S3"));
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => test_[Symbol.asyncDispose]());

const put = (
  Key: string,
  Body: NonNullable<PutObjectCommandInput["Body"]>,
  more: Partial<PutObjectCommandInput> = {},
): Promise<unknown> => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const file = (key: string): string => objectPath(join(test_.directory, "s3"), Bucket, key);

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
  const TagSet = [{ Key: "run", Value: "a&b" }];
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
  // Every URL parser on the way would take these for something else.
  for (const key of ["../out", "x/./y"]) {
    await expect(put(key, "x")).rejects.toMatchObject({ name: "InvalidArgument" });
  }
  expect(objectPath("/s3", Bucket, "../../out")).toBe("/s3/artifacts/%2E%2E/%2E%2E/out");
  expect(await readFile(join(test_.directory, "s3/artifacts/a/b/c"), "utf8")).toBe("a/b/c");
});

test("a deleted object's file is gone", async () => {
  for (const key of ["gone/1", "gone/2&", "gone/3"]) await put(key, key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone/1" }));
  const Objects = [{ Key: "gone/2&" }, { Key: "gone/3" }];
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await expect(stat(join(test_.directory, "s3/artifacts/gone"))).rejects.toThrow("ENOENT");
});

test("DynamoDB is there, at the router's own address", async () => {
  const dynamo = new DynamoDBClient(client("DYNAMODB"));
  await dynamo.send(
    new CreateTableCommand({
      TableName: "locks",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const lock = new PutItemCommand({
    TableName: "locks",
    Item: { id: { S: "run" } },
    ConditionExpression: "attribute_not_exists(id)",
  });
  await dynamo.send(lock);
  await expect(dynamo.send(lock)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: "locks", Key: { id: { S: "run" } } }));
  expect(Item).toEqual({ id: { S: "run" } });
});
