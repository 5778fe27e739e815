import { openRun, type Run } from "@alpha-engine/artifacts";
import { type Ended, loopbackS3, runBuilt } from "@alpha-engine/loopback-s3";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { morningEnrich } from "./enrich/morning-enrich.ts";
import { phase1 } from "./phase1.ts";
import { rag } from "./rag/rag.ts";

const store = loopbackS3("data-weekly");
const runDate = "2026-01-03";

const open = (): Run => openRun({ bucket: store.bucket, runDate }, { s3: store.s3, now: () => new Date(0) });
const quiet = (): void => {};

async function objects(): Promise<ReadonlyMap<string, string>> {
  const { Contents = [] } = await store.s3.send(new ListObjectsV2Command({ Bucket: store.bucket }));
  const bodies = Contents.map(async ({ Key = "" }): Promise<[string, string]> => {
    const { Body } = await store.s3.send(new GetObjectCommand({ Bucket: store.bucket, Key }));
    return [Key, (await Body?.transformToString()) ?? ""];
  });
  return new Map(await Promise.all(bodies));
}

const bin = new URL("../../dist/workload-bin.js", import.meta.url);
const workload = (...words: readonly string[]): Promise<Ended> =>
  runBuilt(bin, words, { AWS_ENDPOINT_URL_S3: store.endpoint });

const at = (): readonly string[] => ["--bucket", store.bucket, "--run-date", runDate];
const anywhere = ["--bucket", "anywhere", "--run-date", runDate] as const;

test("the three stages hand the real series on, each with a manifest of what it read and wrote", async () => {
  for (const stage of [morningEnrich, phase1, rag]) await stage(open(), quiet);
  const found = await objects();
  expect([...found.keys()]).toEqual([
    "data/2026-01-03/daily_closes/closes.csv",
    "data/2026-01-03/daily_closes/manifest.json",
    "data/2026-01-03/daily_closes/report.json",
    "data/2026-01-03/prices/manifest.json",
    "data/2026-01-03/prices/prices.csv",
    "data/2026-01-03/prices/prices.svg",
    "data/2026-01-03/prices/validation.json",
    "data/2026-01-03/rag/documents.jsonl",
    "data/2026-01-03/rag/index.json",
    "data/2026-01-03/rag/manifest.json",
  ]);
  const closes = (await open().require("data/daily_closes")).manifest;
  const prices = (await open().require("data/prices")).manifest;
  expect(prices.inputs).toEqual([closes.outputs[0]]);
  expect(prices.outputs[0]).toMatchObject({ rows: 5105 });
  expect((await open().require("data/rag")).manifest.inputs).toEqual([prices.outputs[0]]);
});

test("running a stage again gives the same bytes", async () => {
  const everything = async (): Promise<ReadonlyMap<string, string>> => {
    for (const stage of [morningEnrich, phase1, rag]) await stage(open(), quiet);
    return objects();
  };
  expect(await everything()).toEqual(await everything());
});

test("invalid closes stop phase1 with the rule and the day, and nothing is published", async () => {
  const csv = "date,open,high,low,close,adjclose,volume\n2020-01-02,10,9,8,10,10,5\n";
  await open().publish("data/daily_closes", [{ name: "closes.csv", body: csv, contentType: "text/csv" }]);
  await expect(phase1(open(), quiet)).rejects.toThrow(
    "the daily closes are invalid: ohlc (low <= open, close <= high) broken on 1 days: 2020-01-02",
  );
  expect(await open().find("data/prices")).toBeUndefined();
});

test("a run whose date lies before the series is refused", async () => {
  const run = openRun({ bucket: store.bucket, runDate: "1999-12-31" }, { s3: store.s3 });
  await expect(morningEnrich(run, quiet)).rejects.toThrow("no day up to run_date 1999-12-31");
});

test("the command says the run's date first, then what it does, and exits 0", async () => {
  const { code, stdout, stderr } = await workload("morning-enrich", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")[0]).toBe("data-weekly morning-enrich: run_date 2026-01-03");
  expect(stdout).toContain(`published s3://${store.bucket}/data/2026-01-03/daily_closes/manifest.json`);
});

test.each(["morning-enrich", "phase1", "rag"])(
  "the preflight of %s passes on an empty bucket and leaves it empty",
  async (stage) => {
    const { code, stdout } = await workload(stage, ...at(), "--preflight-only");
    expect(code).toBe(0);
    expect(stdout).toMatch(/preflight: node .*\n[^]*preflight: bucket .* answers\npreflight passed/);
    expect((await objects()).size).toBe(0);
  },
);

test("a preflight without its bucket fails and names it", async () => {
  const { code, stderr } = await workload("rag", "--bucket", "nowhere", "--run-date", runDate, "--preflight-only");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^data-weekly-workload: cannot reach bucket nowhere: .*\n$/);
});

test("a stage without its upstream exits 1 and names the key on one line", async () => {
  const { code, stderr } = await workload("rag", ...at());
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^data-weekly-workload: .*s3:\/\/.*\/data\/2026-01-03\/prices\/manifest\.json does not exist.*\n$/,
  );
});

test.each([
  [["rag", "--bucket", "", "--run-date", runDate], /--bucket is empty/],
  [["phase2", ...anywhere], /unknown command 'phase2'/],
  [["phase1", "--bucket", "anywhere", "--run-date", "2026-02-30"], /"2026-02-30"/],
  [["phase1", "--bucket", "anywhere"], /--run-date/],
  [["phase1", ...anywhere, "--preflight-onyl"], /Did you mean --preflight-only/],
])("%j is a usage error: one line, exit 2", async (words, problem) => {
  const { code, stdout, stderr } = await workload(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
