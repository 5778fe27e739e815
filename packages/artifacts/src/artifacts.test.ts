import { loopbackS3 } from "@alpha-engine/loopback-s3";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { ArtifactsError, openRun, type Run } from "./index.ts";

const store = loopbackS3("artifacts");

const runDate = "2026-01-03";
const now = (): Date => new Date("2026-01-03T12:00:00Z");
const madeBy = (stage: string): string => `the step of ${stage} makes it`;
const open = (): Run => openRun({ bucket: store.bucket, runDate, madeBy }, { s3: store.s3, now });
const csv = (body: string): { name: string; body: string; rows: number; contentType: string } => ({
  name: "prices.csv",
  body,
  rows: body.split("\n").length - 2,
  contentType: "text/csv",
});

test("what was published is read back, and its manifest names hash, size and rows", async () => {
  const { key, manifest } = await open().publish("data/prices", [csv("date,close\n2020-01-02,1\n")]);
  expect(key).toBe("data/2026-01-03/prices/manifest.json");
  expect(await store.keys()).toEqual(["data/2026-01-03/prices/manifest.json", "data/2026-01-03/prices/prices.csv"]);

  const reader = await open().require("data/prices");
  expect(await reader.text("prices.csv")).toBe("date,close\n2020-01-02,1\n");
  expect(reader.manifest).toEqual(manifest);
  expect(manifest).toEqual({
    schemaVersion: 1,
    stage: "data/prices",
    runDate,
    createdAt: "2026-01-03T12:00:00.000Z",
    inputs: [],
    outputs: [
      {
        key: "data/2026-01-03/prices/prices.csv",
        sha256: "37c5d1ae754a2e0b4844cfebeefe0187b85dc93cc730c0510e22bb4f73152cd4",
        bytes: 24,
        rows: 1,
      },
    ],
  });
});

test("a stage without a second name lies right under its date", async () => {
  const { key } = await open().publish("signals", []);
  expect(key).toBe("signals/2026-01-03/manifest.json");
});

test("what a run has read becomes the inputs of what it publishes", async () => {
  const { manifest } = await open().publish("data/prices", [csv("date\n"), { ...csv("date\n"), name: "unread.csv" }]);
  const run = open();
  await (await run.require("data/prices")).read("prices.csv");
  const published = await run.publish("signals", []);
  expect(published.manifest.inputs).toEqual([manifest.outputs[0]]);
});

test("a missing stage names the key that was looked for, the date, and what makes it", async () => {
  expect(await open().find("data/prices")).toBeUndefined();
  const error = await open()
    .require("data/prices")
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ArtifactsError);
  expect(error).toMatchObject({
    code: "ARTIFACT_MISSING",
    key: "data/2026-01-03/prices/manifest.json",
    message: `no artifact for run_date 2026-01-03: s3://${store.bucket}/data/2026-01-03/prices/manifest.json does not exist`,
    hint: "the step of data/prices makes it",
  });
});

test.each(["", "/prices", "data/", "data//prices", "../data", "data/.hidden", "da ta"])(
  "%j is not a stage: it could not be part of a key",
  async (stage) => {
    await expect(open().publish(stage, [])).rejects.toMatchObject({ code: "STAGE_INVALID" });
    await expect(open().find(stage)).rejects.toMatchObject({ code: "STAGE_INVALID" });
    expect(await store.keys()).toEqual([]);
  },
);

test("the artifact of another date is no answer", async () => {
  await openRun({ bucket: store.bucket, runDate: "2026-01-02" }, { s3: store.s3 }).publish("data/prices", []);
  expect(await open().find("data/prices")).toBeUndefined();
});

test("files without a manifest are not an artifact: the manifest comes last", async () => {
  const broken = { ...csv("date\n"), name: "\ud800" };
  await expect(open().publish("data/prices", [csv("date\n"), broken])).rejects.toThrow();
  expect(await store.keys()).toEqual(["data/2026-01-03/prices/prices.csv"]);
  expect(await open().find("data/prices")).toBeUndefined();
});

test("a file that is not what its manifest says is refused with both hashes", async () => {
  await open().publish("data/prices", [csv("date\n")]);
  const reader = await open().require("data/prices");
  await store.s3.send(
    new PutObjectCommand({ Bucket: store.bucket, Key: "data/2026-01-03/prices/prices.csv", Body: "dote\n" }),
  );
  const error = await reader.text("prices.csv").catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ArtifactsError);
  expect(error).toMatchObject({
    code: "ARTIFACT_CORRUPT",
    message: expect.stringMatching(/sha256 [0-9a-f]{64}.*[0-9a-f]{64}/),
  });
});

test("a file that the manifest does not list is missing, also when it lies there", async () => {
  await open().publish("data/prices", []);
  await store.s3.send(
    new PutObjectCommand({ Bucket: store.bucket, Key: "data/2026-01-03/prices/prices.csv", Body: "date\n" }),
  );
  const reader = await open().require("data/prices");
  await expect(reader.text("prices.csv")).rejects.toMatchObject({ code: "ARTIFACT_MISSING" });
});

test.each(["{", "{}", '{"schemaVersion":2}', "null"])("a manifest that reads %s is damaged", async (body) => {
  await store.s3.send(
    new PutObjectCommand({ Bucket: store.bucket, Key: "data/2026-01-03/prices/manifest.json", Body: body }),
  );
  await expect(open().find("data/prices")).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
});

test("publishing again replaces, and the same input gives the same bytes", async () => {
  const first = await open().publish("data/prices", [csv("date\n2020-01-02\n")]);
  expect(await open().publish("data/prices", [csv("date\n2020-01-02\n")])).toEqual(first);
  await open().publish("data/prices", [csv("date\n2020-01-03\n")]);
  expect(await (await open().require("data/prices")).text("prices.csv")).toBe("date\n2020-01-03\n");
});

test("a bucket that is not there is told apart from an artifact that is not there", async () => {
  const run = openRun({ bucket: "nowhere", runDate }, { s3: store.s3 });
  await expect(run.find("data/prices")).rejects.toMatchObject({ code: "ARTIFACT_STORE_FAILED", hint: /--bucket/ });
});

test("a run below a folder writes there, reads from there first, and from the real place otherwise", async () => {
  await open().publish("data/prices", [csv("date\n2020-01-02\n")]);
  const dry = openRun({ bucket: store.bucket, runDate, under: ".dry-run/" }, { s3: store.s3, now });
  expect((await dry.require("data/prices")).key).toBe("data/2026-01-03/prices/manifest.json");
  await dry.publish("data/prices", [csv("date\n2020-01-03\n")]);
  const own = await dry.require("data/prices");
  expect(own.key).toBe(".dry-run/data/2026-01-03/prices/manifest.json");
  expect(await own.text("prices.csv")).toBe("date\n2020-01-03\n");
  expect(await (await open().require("data/prices")).text("prices.csv")).toBe("date\n2020-01-02\n");
});
