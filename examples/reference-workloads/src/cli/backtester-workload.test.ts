/** @module-tag slow */
import { type Ended, loopbackS3, runBuilt } from "@alpha-engine/loopback-s3";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { realPrices } from "../../testing/real-prices.ts";
import { backtest } from "../backtester/backtest/backtest.ts";
import { evaluator } from "../backtester/evaluator/evaluator.ts";
import { parity } from "../backtester/parity/parity.ts";
import { formatDailySeries } from "../series/daily-series.ts";
import { openRun, type Run } from "../stages/open-run.ts";
import type { Stage } from "../stages/stage.ts";

const store = loopbackS3("backtester");
const runDate = "2026-01-03";

const open = (): Run => openRun({ bucket: store.bucket, runDate }, { s3: store.s3 });
const quiet = (): void => {};

const prices = formatDailySeries(realPrices());
const validation = { valid: true, days: 5105, checks: [{ name: "special_closures", verdict: "noted", count: 9 }] };
/** A forecast of each day since 2003 that knows a little: the day before, and a share of the answer. */
const forecasts = ((): string => {
  const { dates, columns } = realPrices();
  const { close } = columns;
  const rows = dates.flatMap((date, day) => {
    if (date < "2003") return [];
    const rose = (close[day] as number) > (close[day - 1] as number) ? 1 : 0;
    return [
      `${date},${dates[day - 1]?.replaceAll("-", "")},${(0.5 + 0.07 * Math.sin(day) + 0.04 * (rose - 0.5)).toFixed(6)},0.53,${rose}`,
    ];
  });
  return ["date,made_on,probability,constant,rose", ...rows, ""].join("\n");
})();
const UPSTREAM: Readonly<Partial<Record<Stage, Readonly<Record<string, unknown>>>>> = {
  "data/daily_closes": {
    "report.json": { days: 5105, first: "2000-01-03", last: "2020-04-17", filled: [], unfilled: [], disagreements: [] },
  },
  "data/prices": { "prices.csv": prices, "validation.json": validation },
  "data/rag": { "index.json": { documents: ["2000-01"], terms: { calm: [[0, 1]] } } },
  signals: { "signals.json": { signals: [{ name: "trend", direction: "down" }] } },
  predictor: {
    "forecasts.csv": forecasts,
    "metrics.json": { days: 4353, accuracy: 0.53, alwaysUp: 0.55, areaUnderCurve: 0.51, beatsConstant: false },
  },
};

async function publishUpstream(...stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) {
    const files = Object.entries(UPSTREAM[stage] ?? {}).map(([name, content]) => ({
      name,
      body: typeof content === "string" ? content : JSON.stringify(content),
      contentType: "application/json",
    }));
    await open().publish(stage, files);
  }
}

const EVERYTHING = Object.keys(UPSTREAM) as readonly Stage[];

async function report(): Promise<unknown> {
  return (await open().require("backtest/evaluator")).json("report.json");
}

const bin = new URL("../../dist/backtester-workload-bin.js", import.meta.url);
const workload = (...words: readonly string[]): Promise<Ended> =>
  runBuilt(bin, words, { AWS_ENDPOINT_URL_S3: store.endpoint });

const at = (): readonly string[] => ["--bucket", store.bucket, "--run-date", runDate];
const anywhere = ["--bucket", "anywhere", "--run-date", runDate] as const;

test("the backtest needs the prices and nothing of the predictor, and publishes sweep, choice and curves", async () => {
  await publishUpstream("data/prices");
  const { code, stdout, stderr } = await workload("backtest", "--mode", "param-sweep", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")[0]).toBe("backtester backtest: run_date 2026-01-03");

  const published = await open().require("backtest/simulation");
  expect(published.manifest.outputs.map(({ key, rows }) => [key, rows])).toEqual([
    ["backtest/2026-01-03/simulation/sweep.csv", 64],
    ["backtest/2026-01-03/simulation/chosen.json", undefined],
    ["backtest/2026-01-03/simulation/equity.csv", 4856],
    ["backtest/2026-01-03/simulation/equity.svg", undefined],
  ]);
  expect(await published.json("chosen.json")).toMatchObject({
    runDate,
    candidates: 64,
    costBps: 5,
    start: "2000-12-27",
  });
  const sweep = (await published.text("sweep.csv")).trimEnd().split("\n").slice(1);
  expect(sweep.filter((line) => line.endsWith(",1"))).toHaveLength(1);
  expect(await published.text("equity.svg")).not.toContain("NaN");
});

test("parity confirms the chosen run day by day", async () => {
  await publishUpstream("data/prices");
  await backtest(open(), quiet, { mode: "param-sweep" });
  const { code, stderr } = await workload("parity", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const published = await open().require("backtest/parity");
  expect(await published.json("parity.json")).toMatchObject({ verdict: "same", days: 4856, brokenDays: 0 });
  expect((await published.text("differences.csv")).trimEnd().split("\n")).toHaveLength(4857);
});

test("parity fails on a planted difference, names its day, and leaves the evidence", async () => {
  await publishUpstream("data/prices");
  await backtest(open(), quiet, { mode: "param-sweep" });
  const simulation = await open().require("backtest/simulation");
  const chosen = await simulation.text("chosen.json");
  const equity = (await simulation.text("equity.csv")).replace(
    /^(2010-06-15),([\d.]+)/m,
    (_, date: string, worth: string) => `${date},${Number(worth) * 1.0001}`,
  );
  await open().publish("backtest/simulation", [
    { name: "chosen.json", body: chosen, contentType: "application/json" },
    { name: "equity.csv", body: equity, contentType: "text/csv" },
  ]);
  await expect(parity(open(), quiet)).rejects.toThrow("1 days differ by more than 1e-9, first 2010-06-15");
  expect(await (await open().require("backtest/parity")).json("parity.json")).toMatchObject({ verdict: "different" });
});

test("parity fails when the chosen run was made from other prices", async () => {
  await publishUpstream("data/prices");
  await backtest(open(), quiet, { mode: "param-sweep" });
  const other = prices.replace(/^2010-06-15,([\d.]+)/m, "2010-06-15,1");
  await open().publish("data/prices", [{ name: "prices.csv", body: other, contentType: "text/csv" }]);
  await expect(parity(open(), quiet)).rejects.toThrow(/\d+ days differ by more than 1e-9/);
});

test("running backtest and parity again gives the same bytes", async () => {
  await publishUpstream("data/prices");
  const outputs = async (): Promise<unknown> => {
    await backtest(open(), quiet, { mode: "param-sweep", forcePhases: ["simulation"] });
    await parity(open(), quiet);
    const manifests = [await open().require("backtest/simulation"), await open().require("backtest/parity")];
    return manifests.map(({ manifest }) => manifest.outputs);
  };
  expect(await outputs()).toEqual(await outputs());
});

test("the evaluator joins the whole run into a report for machines and one for people", async () => {
  await publishUpstream(...EVERYTHING);
  await backtest(open(), quiet, { mode: "param-sweep" });
  await parity(open(), quiet);
  expect((await workload("evaluator", ...at())).code).toBe(0);
  expect(await report()).toMatchObject({
    runDate,
    coverage: "whole",
    sections: {
      morning_enrich: { status: "made", key: "data/2026-01-03/daily_closes/manifest.json" },
      data_phase1: { facts: { days: 5105, special_closures: 9 } },
      research: { facts: { trend: "down" } },
      predictor_training: { concerns: ["the model forecasts no better than the share of rises in the past"] },
      parity: { facts: { verdict: "same" } },
    },
  });
  const published = await open().require("backtest/evaluator");
  expect(await published.text("report.md")).toContain("| verdict | same |");
  expect(published.manifest.inputs).toHaveLength(7);
});

test.each(EVERYTHING)(
  "a step that was not skipped and left no %s fails the evaluator, which names the key",
  async (missing) => {
    await publishUpstream(...EVERYTHING.filter((stage) => stage !== missing));
    const [area, ...rest] = missing.split("/");
    const { code, stderr } = await workload("evaluator", ...at(), "--skipped", "backtester=true");
    expect(code).toBe(1);
    expect(stderr).toContain(
      `s3://${store.bucket}/${[area, runDate, ...rest, "manifest.json"].join("/")} does not exist`,
    );
  },
);

test("a skipped step that left nothing is reported as skipped; one whose artifact is there is used", async () => {
  await publishUpstream("data/daily_closes", "data/prices", "data/rag");
  const skipped = ["morning_enrich", "rag_ingestion", "research", "predictor_training", "backtester"];
  const { code } = await workload("evaluator", ...at(), ...skipped.flatMap((name) => ["--skipped", `${name}=true`]));
  expect(code).toBe(0);
  expect(await report()).toMatchObject({
    coverage: "partial",
    sections: {
      morning_enrich: { status: "reused" },
      data_phase1: { status: "made" },
      rag_ingestion: { status: "reused" },
      research: { status: "skipped", key: null },
      predictor_training: { status: "skipped" },
      backtester: { status: "skipped" },
      parity: { status: "skipped" },
    },
  });
});

test("an artifact made from an earlier version of its upstream is pointed out", async () => {
  await publishUpstream(...EVERYTHING);
  await backtest(open(), quiet, { mode: "param-sweep" });
  await parity(open(), quiet);
  await open().publish("data/prices", [
    { name: "prices.csv", body: `${prices}2020-04-20,2823.16,0.5\n`, contentType: "text/csv" },
    { name: "validation.json", body: JSON.stringify(validation), contentType: "application/json" },
  ]);
  await evaluator(open(), quiet);
  expect(await report()).toMatchObject({
    concerns: expect.arrayContaining([
      "backtest/simulation was made from an earlier data/2026-01-03/prices/prices.csv",
    ]),
  });
});

test("predictor-backtest trades on the forecasts, evaluates them three ways, and looks for the future in the past", async () => {
  await publishUpstream("data/prices", "predictor");
  const { code, stderr } = await workload("backtest", "--mode", "predictor-backtest", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const pipeline = await open().require("backtest/predictor_pipeline");
  expect(pipeline.manifest.inputs.map(({ key }) => key)).toEqual([
    "data/2026-01-03/prices/prices.csv",
    "predictor/2026-01-03/forecasts.csv",
  ]);
  const stats = (await pipeline.json("predictor_stats.json")) as { start: string; outOfSample: { sharpe: number } };
  // The forecasts were told a part of the answer: a pipeline that held the wrong day would earn nothing by it.
  expect(stats).toMatchObject({ start: "2002-12-31" });
  expect(stats.outOfSample.sharpe).toBeGreaterThan(2);
  expect((await pipeline.text("predictor_sweep.csv")).trimEnd().split("\n")).toHaveLength(14);
  expect(await pipeline.text("equity.svg")).not.toContain("NaN");
  const rows = async (phase: "phase4a" | "phase4b" | "phase4c"): Promise<readonly unknown[]> =>
    ((await (await open().require(`backtest/${phase}`)).json(`${phase}.json`)) as { rows: readonly unknown[] }).rows;
  expect(await rows("phase4a")).toHaveLength(18);
  expect(await rows("phase4b")).toHaveLength(3);
  expect(await rows("phase4c")).toHaveLength(6);
  expect(await (await open().require("backtest/pit_parity")).json("pit_parity.json")).toMatchObject({
    verdict: "same",
    checked: 231,
  });
});

test("portfolio-optimizer-backtest chooses an estimator, then an aversion, then says whether it holds", async () => {
  await publishUpstream("data/prices");
  const { code, stderr } = await workload("backtest", "--mode", "portfolio-optimizer-backtest", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const choice = async (stage: "backtest/cov_estimator_sweep" | "backtest/gamma_sweep"): Promise<string> =>
    ((await (await open().require(stage)).json("choice.json")) as { chosen: string }).chosen;
  expect(await choice("backtest/cov_estimator_sweep")).toMatch(/^(sample|ewma)_\d+$/);
  expect(await (await open().require("backtest/gamma_sweep")).text("equity.svg")).toContain(
    `${await choice("backtest/gamma_sweep")} (chosen)`,
  );
  expect(await (await open().require("backtest/portfolio_optimizer_gate")).json("gate.json")).toMatchObject({
    gate: "closed",
    chosen: await choice("backtest/gamma_sweep"),
  });
});

test("a phase whose artifact was made from the same bytes is not done again, unless it is forced or they changed", async () => {
  await publishUpstream("data/prices");
  const log: string[] = [];
  const run = (forcePhases: readonly string[] = []): Promise<void> =>
    backtest(open(), (line) => void log.push(line), { mode: "param-sweep", phases: ["simulation"], forcePhases });
  const begun = (): number => log.filter((line) => line === "simulation: begins").length;
  await run();
  await run();
  expect([begun(), log.at(-1)]).toEqual([1, expect.stringContaining("--force-phases simulation")]);
  await run(["simulation"]);
  expect(begun()).toBe(2);
  const other = prices.replace(/^2010-06-15,([\d.]+)/m, "2010-06-15,1");
  await open().publish("data/prices", [{ name: "prices.csv", body: other, contentType: "text/csv" }]);
  await run();
  expect(begun()).toBe(3);
});

test.each([
  ["smoke", ".smoke/"],
  ["smoke-simulate", ".smoke/"],
  ["smoke-phase4", ".smoke/"],
  ["param-sweep --dry-run", ".dry-run/"],
])("--mode %s writes below %s only", async (words, folder) => {
  await publishUpstream("data/prices", "predictor");
  const before = await store.keys();
  const { code, stderr } = await workload("backtest", "--mode", ...words.split(" "), ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const made = (await store.keys()).filter((key) => !before.includes(key));
  expect(made.length).toBeGreaterThan(3);
  for (const key of made) expect(key.startsWith(`${folder}backtest/2026-01-03/`), key).toBe(true);
});

test("a dry run of all stages reads what its own stages left", async () => {
  await publishUpstream(...EVERYTHING);
  const before = await store.keys();
  for (const stage of ["backtest", "parity", "evaluator"]) {
    const { code, stderr } = await workload(stage, "--dry-run", ...at());
    expect({ stage, code, stderr }).toEqual({ stage, code: 0, stderr: "" });
  }
  for (const key of (await store.keys()).filter((key) => !before.includes(key))) expect(key).toMatch(/^\.dry-run\//);
});

test("the evaluator promotes what has stood the test, and nothing when it is frozen or something is missing", async () => {
  await publishUpstream(...EVERYTHING);
  await backtest(open(), quiet, { mode: "param-sweep" });
  await parity(open(), quiet);
  await evaluator(open(), quiet, {}, { freeze: true });
  expect(await open().find("backtest/promotion")).toBeUndefined();
  expect(await report()).toMatchObject({ promotion: { promoted: false, reason: "frozen: nothing is promoted" } });
  expect((await workload("evaluator", ...at())).code).toBe(0);
  const { strategy } = (await (await open().require("backtest/simulation")).json("chosen.json")) as {
    strategy: unknown;
  };
  expect(await (await open().require("backtest/promotion")).json("strategy.json")).toMatchObject({ runDate, strategy });
  expect(await report()).toMatchObject({ promotion: { promoted: true } });
});

/** It starts a process for each stage, twice: a machine under load takes its time for them. */
const STAGES_TWICE = { timeout: 120_000 };

test(
  "a run that straddles midnight keeps its date in every key, and a clock years away changes no byte",
  STAGES_TWICE,
  async () => {
    await publishUpstream(...EVERYTHING);
    const preload = new URL("../../testing/moving-clock.mjs", import.meta.url);
    const outputs: unknown[] = [];
    for (const CLOCK of ["2026-01-03T23:59:30Z", "2031-06-01T00:00:00Z"]) {
      const force = ["--force-phases", "simulation,predictor_pipeline,gamma_sweep"];
      for (const words of [["backtest", ...force], ["parity"], ["evaluator"]]) {
        const env = { AWS_ENDPOINT_URL_S3: store.endpoint, NODE_OPTIONS: `--import=${preload.href}`, CLOCK };
        const { code, stderr } = await runBuilt(bin, [...words, ...at()], env);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      }
      for (const key of await store.keys()) expect(key.split("/")[1]).toBe(runDate);
      const stages = ["backtest/simulation", "backtest/parity", "backtest/evaluator"] as const;
      const manifests = await Promise.all(stages.map(async (stage) => (await open().require(stage)).manifest));
      // The clock did move: it was past midnight when the manifests were written.
      for (const { createdAt } of manifests) expect(createdAt > CLOCK && !createdAt.startsWith(runDate)).toBe(true);
      outputs.push([await store.keys(), manifests.map(({ outputs }) => outputs)]);
    }
    expect(outputs[1]).toEqual(outputs[0]);
  },
);

test.each([
  "backtest",
  "backtest --mode param-sweep --phases simulation",
  "backtest --mode predictor-backtest",
  "backtest --mode smoke",
  "parity",
  "parity --dry-run",
  "evaluator --skipped research=true",
])("the preflight of %s passes on an empty bucket and leaves it empty", async (words) => {
  const { code, stdout } = await workload(...words.split(" "), ...at(), "--preflight-only");
  expect(code).toBe(0);
  expect(stdout).toMatch(/preflight: bucket .* answers\n[^]*may be written\npreflight passed/);
  expect(stdout.includes("/predictor/2026-01-03/manifest.json may be read")).toBe(!/parity|param-sweep/.test(words));
  expect(await store.keys()).toEqual([]);
  const { Uploads = [] } = await store.s3.send(new ListMultipartUploadsCommand({ Bucket: store.bucket }));
  expect(Uploads).toEqual([]);
});

test.each([
  [["parity", "--bucket", "", "--run-date", runDate], /--bucket is empty/],
  [["backtest", ...anywhere, "--mode", "everything"], /param-sweep/],
  [["evaluator", ...anywhere, "--skipped", "research=yes"], /research=yes/],
  [["evaluator", ...anywhere, "--skiped", "research=true"], /Did you mean --skipped/],
  [["pairty", ...anywhere], /Did you mean parity/],
])("%j is a usage error: one line, exit 2, nothing started", async (words, problem) => {
  const { code, stdout, stderr } = await workload(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
