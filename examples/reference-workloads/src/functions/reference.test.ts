import { loopbackS3 } from "@alpha-engine/loopback-s3";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { getReport } from "../reports/reports.ts";
import { formatDailySeries } from "../series/daily-series.ts";
import { openRun, type Run } from "../stages/open-run.ts";
import { handler as aggregateCosts } from "./aggregate-costs.ts";
import { handler as dataCollector } from "./data-collector.ts";
import { handler as poll } from "./eval-judge-poll.ts";
import { handler as process_ } from "./eval-judge-process.ts";
import { handler as submit } from "./eval-judge-submit.ts";
import { handler as rollingMean } from "./eval-rolling-mean.ts";
import { handler as healthCheck } from "./predictor-health-check.ts";
import { handler as inference } from "./predictor-inference.ts";
import { handler as clustering } from "./rationale-clustering.ts";
import { handler as retrospective } from "./regime-retrospective-eval.ts";
import { handler as substrate } from "./regime-substrate.ts";
import { handler as concordance } from "./replay-concordance.ts";
import { handler as counterfactual } from "./replay-counterfactual.ts";
import { handler as scanner } from "./scanner.ts";

const store = loopbackS3("functions");
const run_date = "2026-01-03";
const place = () => ({ bucket: store.bucket, runDate: run_date });
const until = { end_time_iso: `${run_date}T23:59:59Z` };

beforeEach(() => {
  vi.stubEnv("AWS_ENDPOINT_URL_S3", store.endpoint);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDLOOPBACK");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("ARTIFACT_BUCKET", store.bucket);
});
afterEach(() => vi.unstubAllEnvs());

const open = (): Run => openRun(place(), { s3: store.s3 });

/** Three hundred weekdays that rise, with a day that falls far near their end. */
async function publishPrices(stage: "data/prices" | "data/daily_closes"): Promise<void> {
  const days = Array.from({ length: 420 }, (_, day) => new Date(Date.UTC(2024, 10, 1 + day)));
  const dates = days.filter((day) => day.getUTCDay() % 6 !== 0).map((day) => day.toISOString().slice(0, 10));
  const close = Float64Array.from(dates, (_, day) => 1000 * 1.001 ** day * (day === dates.length - 5 ? 0.9 : 1));
  const volatility_21d = close.map((_, day) => 0.1 + day / 10_000);
  const name = stage === "data/prices" ? "prices.csv" : "closes.csv";
  const body = formatDailySeries({ dates, columns: { close, volatility_21d } });
  await open().publish(stage, [{ name, body, contentType: "text/csv" }]);
}

async function publishSignals(): Promise<void> {
  const signals = ["trend", "momentum", "volatility"].map((name, index) => ({
    name,
    direction: ["up", "up", "down"][index],
    value: 0.1,
    reason: `what ${name} says`,
  }));
  await open().publish("signals", [
    { name: "signals.json", body: JSON.stringify({ signals }), contentType: "application/json" },
  ]);
}

test("from prices come candidates, regimes, what followed them, and closes by month", async () => {
  await publishPrices("data/prices");
  expect(await scanner({ run_date, dry_run_llm: false })).toMatchObject({ status: "OK", found: 2 });
  expect(await substrate({ action: "produce", run_date })).toMatchObject({ status: "OK", months: 14 });
  expect(await retrospective({ action: "produce", run_date })).toMatchObject({ status: "OK" });
  expect(await dataCollector({ phase: 2, dry_run: false, run_date })).toMatchObject({ status: "OK", months: 14 });
  expect(await aggregateCosts({ date: run_date })).toMatchObject({ status: "OK" });
  expect(await getReport(place(), "aggregate-costs")).toMatchObject({ bytes: { signals: 0 } });
});

test("signals are judged, and the judgements meaned, clustered, replayed and doubted", async () => {
  await publishPrices("data/prices");
  await publishSignals();
  const { batch_id, plan_s3_key, status } = await submit({ date: run_date, force_sonnet_pass: true });
  expect(status).toBe("OK");
  expect(await getReport(place(), "eval-judge-plan")).toMatchObject({ requests: [{ opinions: 2 }, {}, {}] });
  expect(await poll({ batch_id })).toMatchObject({ processing_status: "ended" });
  expect(await process_({ batch_id, plan_s3_key })).toMatchObject({ status: "OK", judged: 3 });
  expect(await rollingMean(until)).toMatchObject({ status: "OK", mean: expect.closeTo(0.67, 1) });
  expect(await clustering(until)).toMatchObject({ status: "OK", clusters: 3 });
  expect(await concordance(until)).toMatchObject({ status: "OK" });
  expect(await counterfactual(until)).toMatchObject({ status: "OK" });
  expect(await getReport(place(), "replay-counterfactual")).toMatchObject({
    whole: 1,
    without: [{ flips: true }, { flips: true }, { flips: false }],
  });
});

test("without signals there is nothing to judge, and nothing is wrong", async () => {
  expect(await submit({ date: run_date })).toEqual({ status: "EMPTY" });
  for (const handler of [rollingMean, clustering, concordance, counterfactual])
    expect(await handler(until)).toMatchObject({ status: "SKIPPED" });
});

test("predictions cover the universe, a gap is named and filled, and they are checked", async () => {
  await publishPrices("data/daily_closes");
  expect(await inference({ action: "check_deploy_drift", run_date })).toMatchObject({ has_drift: false });
  vi.stubEnv("EXPECTED_GIT_SHA", "0123abc");
  expect(await inference({ action: "check_deploy_drift", run_date })).toMatchObject({ has_drift: true });
  expect(await healthCheck({ action: "check", run_date })).toMatchObject({ status: "ERROR" });
  await inference({ action: "predict", tickers: ["SP500-1M"], run_date });
  const gap = await inference({ action: "check_coverage", run_date });
  expect(gap).toMatchObject({ has_gap: true, missing_tickers: ["SP500-3M", "SP500-1Y"] });
  await inference({ action: "predict", tickers: gap["missing_tickers"], run_date });
  expect(await inference({ action: "check_coverage", run_date })).toMatchObject({ has_gap: false });
  expect(await healthCheck({ action: "check", run_date })).toMatchObject({ status: "OK", healthy: 3 });
});

describe("every function", () => {
  const all = {
    scanner,
    substrate,
    retrospective,
    dataCollector,
    rollingMean,
    clustering,
    concordance,
    aggregateCosts,
  };

  test.each(Object.entries(all))("%s answers a bad event with ERROR", async (_, handler) => {
    for (const bad of [{}, "go", null, { run_date: "2026-02-30" }, { run_date, dry_run_llm: "true" }])
      expect(await handler(bad)).toMatchObject({ status: "ERROR", error: expect.any(String) });
  });

  test.each([scanner, clustering, concordance, counterfactual, aggregateCosts])(
    "writes nothing in a dry pass",
    async (handler) => {
      expect(await handler({ run_date, dry_run_llm: true })).toMatchObject({ status: "OK", dry_run: true });
    },
  );

  test("says which artifact is missing", async () => {
    expect(await scanner({ run_date })).toMatchObject({
      status: "ERROR",
      error: expect.stringContaining("data/2026-01-03/prices/manifest.json"),
    });
  });
});
