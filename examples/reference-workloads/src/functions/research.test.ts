import { readFileSync } from "node:fs";
import path from "node:path";

import { installedLibrary } from "@alpha-engine/artifacts";
import { loopbackS3 } from "@alpha-engine/loopback-s3";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { formatDailySeries, parseDailySeries } from "../series/daily-series.ts";
import { openRun, type Run } from "../stages/open-run.ts";
import { handler } from "./research.ts";
import { marketSignals } from "./research/market-signals.ts";

const store = loopbackS3("research");
const run_date = "2026-01-03";

beforeEach(() => {
  vi.stubEnv("AWS_ENDPOINT_URL_S3", store.endpoint);
  vi.stubEnv("ARTIFACT_BUCKET", store.bucket);
});
afterEach(() => vi.unstubAllEnvs());

const open = (): Run => openRun({ bucket: store.bucket, runDate: run_date }, { s3: store.s3 });
const event = { run_date, weekly_run: true, force: true, skip_dry_run_gate: true, dry_run_llm: false };

function realCloses(): ReturnType<typeof parseDailySeries<"close">> {
  const { folder } = installedLibrary("vega-datasets", import.meta.resolve("vega-datasets"));
  return parseDailySeries(readFileSync(path.join(folder, "data/sp500-2000.csv"), "utf8"), ["close"]);
}

async function publishPrices(): Promise<void> {
  const { dates, columns } = realCloses();
  const volatility_21d = columns.close.map((_, day) => 0.1 + day / 100_000);
  const body = formatDailySeries({ dates, columns: { close: columns.close, volatility_21d } });
  await open().publish("data/prices", [{ name: "prices.csv", body, contentType: "text/csv" }]);
}

/** The last month is most like 2008-10, less like 2003-03, and not at all like the others. */
async function publishIndex(): Promise<void> {
  const documents = ["2003-03", "2008-10", "2013-05", "2020-03", "2020-04"];
  const terms = {
    crash: [
      [0, 0.5],
      [1, 0.9],
      [3, 0.8],
      [4, 1],
    ],
    calm: [[2, 1]],
  };
  const body = JSON.stringify({ schemaVersion: 1, documents, terms });
  await open().publish("data/rag", [{ name: "index.json", body, contentType: "application/json" }]);
}

async function keyCount(): Promise<number | undefined> {
  return (await store.s3.send(new ListObjectsV2Command({ Bucket: store.bucket }))).KeyCount;
}

test("from prices and documents come four signals, published with a manifest of what was read", async () => {
  await publishPrices();
  await publishIndex();
  const key = "signals/2026-01-03/manifest.json";
  expect(await handler(event)).toEqual({ status: "OK", date: run_date, signals: 4, key });

  const published = await open().require("signals");
  expect(published.manifest.inputs.map(({ key }) => key)).toEqual([
    "data/2026-01-03/prices/prices.csv",
    "data/2026-01-03/rag/index.json",
  ]);
  const document = await published.json("signals.json");
  expect(document).toMatchObject({ runDate: run_date, asOf: "2020-04-17" });
  expect(document).toHaveProperty("signals[3].name", "analogues");
  // The month after the most similar one comes first; April 2020 is not over and tells nothing of March.
  expect(document).toHaveProperty("signals[3].reason", "month after 2008-10, 2003-03, 2013-05");
});

test("a dry run answers OK, reads nothing and writes nothing, on an empty bucket too", async () => {
  vi.stubEnv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
  expect(await handler({ ...event, dry_run_llm: true })).toEqual({ status: "OK", dry_run: true, date: run_date });
  expect(await keyCount()).toBe(0);
});

test("a missing upstream is answered with ERROR and the key; nothing is written", async () => {
  expect(await handler(event)).toEqual({
    status: "ERROR",
    date: run_date,
    error: expect.stringContaining(`s3://${store.bucket}/data/2026-01-03/prices/manifest.json does not exist`),
  });
  await publishPrices();
  expect(await handler(event)).toMatchObject({
    status: "ERROR",
    error: expect.stringContaining(`s3://${store.bucket}/data/2026-01-03/rag/manifest.json does not exist`),
  });
  expect(await open().find("signals")).toBeUndefined();
});

test("skipped documents are done without, unless this run_date has them", async () => {
  await publishPrices();
  const skipping = { ...event, skipped: { rag_ingestion: true } };
  expect(await handler(skipping)).toMatchObject({ status: "OK", signals: 3 });
  await publishIndex();
  expect(await handler(skipping)).toMatchObject({ status: "OK", signals: 4 });
});

test("the event's bucket wins over the function's", async () => {
  await publishPrices();
  vi.stubEnv("ARTIFACT_BUCKET", "elsewhere");
  expect(await handler({ ...event, bucket: store.bucket, skipped: { rag_ingestion: true } })).toMatchObject({
    status: "OK",
  });
});

test.each([
  [{}, "run_date"],
  [{ ...event, run_date: "2026-02-30" }, '"2026-02-30"'],
  [{ ...event, dry_run_llm: "true" }, "dry_run_llm"],
  [{ ...event, skipped: { rag_ingestion: "true" } }, "skipped.rag_ingestion"],
  ["go", "event"],
])("the event %j is answered with ERROR and what is wrong", async (bad, problem) => {
  expect(await handler(bad)).toMatchObject({ status: "ERROR", error: expect.stringContaining(problem) });
});

test("a store that does not answer is thrown, for the state's Retry", async () => {
  await expect(handler({ ...event, bucket: "nowhere" })).rejects.toMatchObject({ code: "ARTIFACT_STORE_FAILED" });
});

test("a falling market points down and a rising one up", () => {
  const along = (slope: number): readonly string[] => {
    const close = Float64Array.from({ length: 300 }, (_, day) => 1000 * (1 + slope) ** day);
    const volatility_21d = close.map((_, day) => 0.1 + day / 1000);
    return marketSignals({ dates: [], columns: { close, volatility_21d } }).map(({ direction }) => direction);
  };
  expect(along(-0.002)).toEqual(["down", "down", "down"]);
  expect(along(0.002)).toEqual(["up", "up", "down"]);
});
