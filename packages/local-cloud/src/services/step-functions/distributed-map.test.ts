/** @module-tag slow */
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startStepFunctions, type StepFunctionsRig } from "../../../testing/step-functions.ts";

const Bucket = "my-bucket";
let rig: StepFunctionsRig;
let s3: S3Client;
beforeAll(async () => {
  rig = await startStepFunctions();
  s3 = new S3Client({ ...rig.clientConfig(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  await put("in/a.json", '[{"n":1},{"n":2},{"n":3}]');
  await put("in/b.csv", "n,name\n4,four\n5,five\n");
  await put("in/c.jsonl", '{"n":6}\n{"n":7}\n');
});
afterAll(async () => {
  s3.destroy();
  await rig[Symbol.asyncDispose]();
});

const map = (more: object, states: object = { Same: { Type: "Pass", End: true } }): object => ({
  Each: {
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: Object.keys(states)[0],
      States: states,
    },
    End: true,
    ...more,
  },
});
const reader = (Key: string, ReaderConfig: object): object => ({
  ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig, Parameters: { Bucket, Key } },
});
const outputOf = async (states: object): Promise<unknown> => {
  const { status, output = "null", cause } = await rig.run(states);
  expect(cause).toBeUndefined();
  expect(status).toBe("SUCCEEDED");
  return JSON.parse(output) as unknown;
};

test.each([
  ["in/a.json", { InputType: "JSON" }, [{ n: 1 }, { n: 2 }, { n: 3 }]],
  [
    "in/b.csv",
    { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
    [
      { n: "4", name: "four" },
      { n: "5", name: "five" },
    ],
  ],
  ["in/c.jsonl", { InputType: "JSONL" }, [{ n: 6 }, { n: 7 }]],
])("the items of %s are read from the cloud's S3", async (key, config, items) => {
  expect(await outputOf(map(reader(key, config)))).toEqual(items);
});

test("the objects of a bucket are items, however many pages their listing has", async () => {
  const listing = {
    ItemReader: { Resource: "arn:aws:states:::s3:listObjectsV2", Parameters: { Bucket, Prefix: "in/" } },
  };
  expect(await outputOf(map(listing))).toEqual(
    ["in/a.json", "in/b.csv", "in/c.jsonl"].map((Key) => ({
      Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
      LastModified: expect.any(Number) as number,
      Key,
      Size: expect.any(Number) as number,
      StorageClass: "STANDARD",
    })),
  );
});

test("what the children came to is written to S3, and the state says where", async () => {
  const written = {
    ...reader("in/a.json", { InputType: "JSON" }),
    ToleratedFailureCount: 1,
    ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket, Prefix: "out" } },
  };
  const states = {
    Which: { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 2, Next: "Bad" }], Default: "Good" },
    Bad: { Type: "Fail", Error: "Unfit" },
    Good: { Type: "Succeed" },
  };
  const { ResultWriterDetails } = (await outputOf(map(written, states))) as {
    ResultWriterDetails: { Bucket: string; Key: string };
  };
  const read = async (Key: string): Promise<unknown> =>
    JSON.parse((await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? "null");
  const { ResultFiles } = (await read(ResultWriterDetails.Key)) as {
    ResultFiles: Record<string, { Key: string }[]>;
  };
  expect(await read(ResultFiles["FAILED"]?.[0]?.Key ?? "")).toMatchObject([{ Status: "FAILED", Error: "Unfit" }]);
  expect(await read(ResultFiles["SUCCEEDED"]?.[0]?.Key ?? "")).toMatchObject([
    { Status: "SUCCEEDED", Input: '{"n":1}' },
    { Status: "SUCCEEDED", Input: '{"n":3}' },
  ]);
});

test("what S3 refuses fails the Map in its words", async () => {
  const none = await rig.run(map(reader("in/none.json", { InputType: "JSON" })));
  expect(none).toMatchObject({ status: "FAILED", error: "States.ItemReaderFailed" });
  expect(none.cause).toContain("The specified key does not exist");
});

test("what a Map reads and writes itself is asked for its sake", async () => {
  const before = rig.events.length;
  const written = {
    ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket, Prefix: "own" } },
  };
  await outputOf(map({ ...reader("in/a.json", { InputType: "JSON" }), ...written }));
  const asked = rig.events.slice(before).filter(({ type }) => type === "object");
  expect(asked.length).toBeGreaterThan(1);
  for (const event of asked) expect(event).toMatchObject({ by: { kind: "task", state: "Each" } });
});
