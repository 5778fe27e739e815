/** @module-tag slow */
import { type Ended, loopbackS3, runBuilt } from "@alpha-engine/loopback-s3";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { realPrices } from "../../testing/predictor-prices.ts";
import { train } from "../predictor/train.ts";
import { formatDailySeries } from "../series/daily-series.ts";
import { openRun, type Run } from "../stages/open-run.ts";

const store = loopbackS3("predictor");
const runDate = "2026-01-03";

const open = (): Run => openRun({ bucket: store.bucket, runDate }, { s3: store.s3 });
const quiet = (): void => {};

async function publishPrices(days = Number.POSITIVE_INFINITY): Promise<void> {
  const { dates, columns } = realPrices();
  const cut = Object.entries(columns).map(([name, values]) => [name, values.slice(0, days)]);
  const body = formatDailySeries({ dates: dates.slice(0, days), columns: Object.fromEntries(cut) as typeof columns });
  await open().publish("data/prices", [{ name: "prices.csv", body, contentType: "text/csv" }]);
}

const bin = new URL("../../dist/predictor-workload-bin.js", import.meta.url);
const workload = (...words: readonly string[]): Promise<Ended> =>
  runBuilt(bin, words, { AWS_ENDPOINT_URL_S3: store.endpoint });

const at = (): readonly string[] => ["--bucket", store.bucket, "--run-date", runDate];
const anywhere = ["--bucket", "anywhere", "--run-date", runDate] as const;

test("training publishes model, walk-forward, metrics and plot, and says honestly whether the model knows anything", async () => {
  await publishPrices();
  const { code, stdout, stderr } = await workload("train", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")[0]).toBe("predictor train: run_date 2026-01-03");

  const published = await open().require("predictor");
  const prices = await open().require("data/prices");
  expect(published.manifest.inputs).toEqual(prices.manifest.outputs);
  expect(published.manifest.outputs.map(({ key }) => key)).toEqual(
    ["model.json", "walk_forward.csv", "metrics.json", "walk_forward.svg", "forecasts.csv"].map(
      (name) => `predictor/2026-01-03/${name}`,
    ),
  );
  const metrics = await published.json("metrics.json");
  expect(metrics).toMatchObject({ runDate, years: 18, days: 4353, beatsConstant: false });
  expect(await published.json("model.json")).toMatchObject({ trainedThrough: "2020-04-17", features: { length: 9 } });
  expect((await published.text("walk_forward.csv")).trimEnd().split("\n")).toHaveLength(19);
  expect(await published.text("walk_forward.svg")).not.toContain("NaN");
});

test("training again gives the same bytes", async () => {
  await publishPrices();
  const outputs = async (): Promise<unknown> => {
    await train(open(), quiet);
    return (await open().require("predictor")).manifest.outputs;
  };
  expect(await outputs()).toEqual(await outputs());
});

test("without prices of this run_date it exits 1 and names the key on one line", async () => {
  const { code, stderr } = await workload("train", ...at());
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^predictor-workload: .*s3:\/\/.*\/data\/2026-01-03\/prices\/manifest\.json does not exist.*phase1.*\n$/,
  );
});

test("too little history is refused instead of fitted", async () => {
  await publishPrices(500);
  await expect(train(open(), quiet)).rejects.toThrow("more than 3 years of prices are needed");
});

test("smoke trains on the last years below .smoke/, and leaves the real artifacts alone", async () => {
  await publishPrices();
  const { code, stderr } = await workload("smoke", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const made = (await store.keys()).filter((key) => !key.startsWith("data/"));
  expect(made).toHaveLength(6);
  for (const key of made) expect(key).toMatch(/^\.smoke\/predictor\/2026-01-03\//);
});

test("a shadow on adjusted prices is set beside the model: an index pays nothing, so both say the same", async () => {
  const { dates, columns } = realPrices();
  const adjclose = columns.return_1d.reduce<number[]>(
    (all, change, day) => [...all, day === 0 ? 100 : (all[day - 1] ?? 0) * (1 + change)],
    [],
  );
  const body = formatDailySeries({ dates, columns: { ...columns, adjclose: Float64Array.from(adjclose) } });
  await open().publish("data/prices", [{ name: "prices.csv", body, contentType: "text/csv" }]);
  const { code, stderr } = await workload("train", "--shadow-basis", "crsp", ...at());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const shadow = (await (await open().require("predictor")).json("shadow_crsp.json")) as {
    days: number;
    sameSide: number;
  };
  expect(shadow).toMatchObject({ basis: "crsp", days: 4353 });
  expect(shadow.sameSide / shadow.days).toBeGreaterThan(0.99);
});

/** It starts a process for each stage, twice: a machine under load takes its time for them. */
const STAGES_TWICE = { timeout: 120_000 };

test(
  "a run that straddles midnight keeps its date in every key, and a clock years away changes no byte",
  STAGES_TWICE,
  async () => {
    await publishPrices();
    const preload = new URL("../../testing/moving-clock.mjs", import.meta.url);
    const outputs: unknown[] = [];
    for (const CLOCK of ["2026-01-03T23:59:30Z", "2031-06-01T00:00:00Z"]) {
      for (const stage of ["train", "model-zoo-weekly", "model-zoo-select"]) {
        const env = { AWS_ENDPOINT_URL_S3: store.endpoint, NODE_OPTIONS: `--import=${preload.href}`, CLOCK };
        const { code, stderr } = await runBuilt(bin, [stage, ...at()], env);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      }
      for (const key of await store.keys()) expect(key.split("/")[1]).toBe(runDate);
      const manifests = [
        (await open().require("predictor")).manifest,
        (await open().require("predictor/selection")).manifest,
      ];
      // The clock did move: it was past midnight when the manifests were written.
      for (const { createdAt } of manifests) expect(createdAt > CLOCK && !createdAt.startsWith(runDate)).toBe(true);
      outputs.push([await store.keys(), manifests.map(({ outputs }) => outputs)]);
    }
    expect(outputs[1]).toEqual(outputs[0]);
  },
);

test.each(["train", "smoke", "model-zoo-weekly", "model-zoo-spec --spec ridge-light", "model-zoo-select"])(
  "the preflight of %s passes on an empty bucket and leaves it empty",
  async (stage) => {
    const { code, stdout } = await workload(...stage.split(" "), ...at(), "--preflight-only");
    expect(code).toBe(0);
    expect(stdout).toMatch(/preflight: bucket .* answers\n[^]*may be written\npreflight passed/);
    expect(await store.keys()).toEqual([]);
    const { Uploads = [] } = await store.s3.send(new ListMultipartUploadsCommand({ Bucket: store.bucket }));
    expect(Uploads).toEqual([]);
  },
);

test.each([
  [["train", "--bucket", "", "--run-date", runDate], /--bucket is empty/],
  [["tarin"], /Did you mean train/],
  [["train", "--bucket", "anywhere", "--run-date", "yesterday"], /"yesterday"/],
  [["train", ...anywhere, "--full-only"], /--full-only/],
])("%j is a usage error: one line, exit 2", async (words, problem) => {
  const { code, stderr } = await workload(...words);
  expect(code).toBe(2);
  expect(stderr).toMatch(problem);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
