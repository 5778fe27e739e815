/** @module-tag slow */
import { type Ended, loopbackS3, runBuilt } from "@alpha-engine/loopback-s3";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";

import { requestLog } from "../../testing/request-log.ts";
import { morningEnrich } from "../data-weekly/enrich/morning-enrich.ts";
import { phase1 } from "../data-weekly/phase1.ts";
import { rag } from "../data-weekly/rag/rag.ts";
import { openRun, type Run } from "../stages/open-run.ts";

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

const bin = new URL("../../dist/data-weekly-workload-bin.js", import.meta.url);
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
    "data/2026-01-03/rag/similarity.svg",
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

test("drift holds the last year against those before, and tells what has drifted", async () => {
  for (const stage of [morningEnrich, phase1]) await stage(open(), quiet);
  const { code, stdout, stderr } = await workload("drift", "--alert", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^ALERT volatility_21d: drifted, PSI 0\.360, KS 0\.185$/m);
  const published = await open().require("data/drift");
  expect(published.manifest.outputs.map(({ key, rows }) => [key, rows])).toEqual([
    ["data/2026-01-03/drift/drift.json", undefined],
    ["data/2026-01-03/drift/drift.csv", 7],
    ["data/2026-01-03/drift/drift.svg", undefined],
  ]);
  expect(await published.json("drift.json")).toMatchObject({
    verdict: "drifted",
    reference: { from: "2014-04-16", days: 1260 },
    recent: { to: "2020-04-17", days: 252 },
  });
  expect(await published.text("drift.svg")).not.toContain("NaN");
});

test.each(["rag", "drift"])("%s --dry-run does the work and writes nothing", async (stage) => {
  for (const upstream of [morningEnrich, phase1]) await upstream(open(), quiet);
  const before = await objects();
  const { code, stdout } = await workload(stage, "--dry-run", ...at());
  expect(code).toBe(0);
  expect(stdout).toContain("dry run: nothing is written");
  expect(await objects()).toEqual(before);
});

test("smoke runs every stage below .smoke/, and leaves the real artifacts alone", async () => {
  const { code, stderr } = await workload("smoke", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const keys = [...(await objects()).keys()];
  expect(keys.filter((key) => !key.startsWith(".smoke/data/2026-01-03/"))).toEqual([]);
  expect(keys).toContain(".smoke/data/2026-01-03/smoke/smoke.json");
  const svg = keys.filter((key) => key.endsWith(".svg")).map((key) => key.split("/").at(-1));
  expect(svg).toEqual(["drift.svg", "prices.svg", "similarity.svg"]);
});

/** It starts a process for each stage, twice: a machine under load takes its time for them. */
const STAGES_TWICE = { timeout: 120_000 };

test(
  "a run that straddles midnight keeps its date in every key, and a clock years away changes no byte",
  STAGES_TWICE,
  async () => {
    const preload = new URL("../../testing/moving-clock.mjs", import.meta.url);
    const outputs: unknown[] = [];
    for (const CLOCK of ["2026-01-03T23:59:30Z", "2031-06-01T00:00:00Z"]) {
      for (const stage of ["morning-enrich", "phase1", "rag", "drift"]) {
        const env = { AWS_ENDPOINT_URL_S3: store.endpoint, NODE_OPTIONS: `--import=${preload.href}`, CLOCK };
        const { code, stderr } = await runBuilt(bin, [stage, ...at()], env);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      }
      const found = await objects();
      expect([...found.keys()].filter((key) => !key.startsWith("data/2026-01-03/"))).toEqual([]);
      const manifests = [...found]
        .filter(([key]) => key.endsWith("manifest.json"))
        .map(([, body]) => JSON.parse(body) as { createdAt: string; runDate: string });
      expect(manifests.map(({ runDate }) => runDate)).toEqual(manifests.map(() => "2026-01-03"));
      // The clock did move: it was past midnight when the manifests were written.
      for (const { createdAt } of manifests)
        expect(createdAt > CLOCK && !createdAt.startsWith("2026-01-03")).toBe(true);
      outputs.push([...found].filter(([key]) => !key.endsWith("manifest.json")));
    }
    expect(outputs[1]).toEqual(outputs[0]);
  },
);

describe("the preflight", () => {
  test.each(["morning-enrich", "phase1", "rag", "drift", "smoke"])(
    "of %s passes on a bucket without artifacts, says what it checked, and leaves the bucket as it was",
    async (stage) => {
      await store.s3.send(new PutObjectCommand({ Bucket: store.bucket, Key: "there", Body: "before" }));
      const before = await objects();
      await using log = await requestLog(store.endpoint);
      const { code, stdout } = await runBuilt(bin, ["--preflight-only", ...at()].toSpliced(0, 0, stage), {
        AWS_ENDPOINT_URL_S3: log.endpoint,
      });
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /preflight: node .*\n[^]*preflight: bucket .* answers\n[^]*may be written\npreflight passed/,
      );
      expect(await objects()).toEqual(before);
      expect(log.requests.length).toBeGreaterThan(1);
      // No GET fetches; the only PUT is a part for an upload that was never begun, which S3 refuses.
      for (const request of log.requests)
        expect(request).toMatch(/^HEAD |^PUT \S+uploadId=preflight-of-an-upload\S+ 404$/);
    },
  );

  test("checks what the config says that is needed, and names all that is missing at once", async () => {
    const needs = { environment: ["NOT_SET"], programs: ["no-such-program"], diskMiB: 999_999_999 };
    const { code, stderr } = await workload("rag", ...at(), "--preflight-only", "--needs", JSON.stringify(needs));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^data-weekly-workload: 3 of \d+ checks failed: \$NOT_SET is not set; no program no-such-program.*are needed\n$/,
    );
  });
});

test("a preflight without its bucket fails and names it", async () => {
  const { code, stderr } = await workload("rag", "--bucket", "nowhere", "--run-date", runDate, "--preflight-only");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^data-weekly-workload: 1 of \d+ checks failed: cannot reach bucket nowhere: .*\n$/);
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
  [["rag", ...anywhere, "--preflight-only", "--needs", '{"secret":["x"]}'], /--needs: expected needs such as/],
])("%j is a usage error: one line, exit 2", async (words, problem) => {
  const { code, stdout, stderr } = await workload(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
