import { loopbackS3, runBuilt } from "@alpha-engine/loopback-s3";
import { CHALLENGERS } from "@alpha-engine/predictor";
import { expect, test } from "vitest";

import { realPrices } from "../../../testing/predictor-prices.ts";
import { formatDailySeries } from "../../series/daily-series.ts";
import { openRun, type Run } from "../../stages/open-run.ts";
import { train } from "../train.ts";
import { fitChallengers } from "./fit-challengers.ts";
import { select } from "./select.ts";
import { rotation, specNamed } from "./specs.ts";

const store = loopbackS3("zoo");
const runDate = "2026-01-03";
const quiet = (): void => {};
const open = (): Run => openRun({ bucket: store.bucket, runDate }, { s3: store.s3 });
const publishPrices = async (): Promise<void> => {
  const body = formatDailySeries(realPrices());
  await open().publish("data/prices", [{ name: "prices.csv", body, contentType: "text/csv" }]);
};

test("the rotation is the run_date's, and comes round to every spec", () => {
  const weeks = ["2026-01-03", "2026-01-10"].map((date) => rotation(date, 3).map(({ id }) => id));
  expect(new Set(weeks.flat())).toEqual(new Set(CHALLENGERS));
  expect(rotation("2026-01-03", 3)).toEqual(rotation("2026-01-04", 3));
  expect(rotation("2026-01-03", 99)).toHaveLength(CHALLENGERS.length);
});

test("challengers are held against the champion on the same days, and only a clear lead wins", async () => {
  await publishPrices();
  await train(open(), quiet);
  await fitChallengers(open(), quiet, [specNamed("ridge-light"), specNamed("momentum-only")]);
  await select(open(), quiet);
  const published = await open().require("predictor/selection");
  const { selected, ranking } = (await published.json("selection.json")) as {
    selected: string;
    ranking: readonly { id: string; errors: number }[];
  };
  expect(ranking.map(({ id }) => id).toSorted()).toEqual(["champion", "momentum-only", "ridge-light"]);
  expect(ranking.find(({ id }) => id === "champion")?.errors).toBe(0);
  expect(ranking.find(({ id }) => id === selected)?.errors ?? 0).toBeGreaterThanOrEqual(2);
  expect(ranking.at(-1)?.id).toBe("ridge-light");
  expect(await published.text("selection.svg")).toMatch(/momentum-only \(selected\)/);
  expect(published.manifest.inputs.map(({ key }) => key)).toEqual([
    "predictor/2026-01-03/forecasts.csv",
    "predictor/2026-01-03/zoo/ridge-light/forecasts.csv",
    "predictor/2026-01-03/zoo/momentum-only/forecasts.csv",
  ]);
});

test("a challenger that forecasts no better leaves the champion in its place", async () => {
  await publishPrices();
  await train(open(), quiet);
  await fitChallengers(open(), quiet, [specNamed("ridge-light")]);
  await select(open(), quiet);
  expect(await (await open().require("predictor/selection")).json("selection.json")).toMatchObject({
    selected: "champion",
  });
});

test("a selection without challengers says what makes some", async () => {
  await publishPrices();
  await train(open(), quiet);
  await expect(select(open(), quiet)).rejects.toThrow("model-zoo-weekly --bucket");
});

test("challengers of other prices than the champion's are not compared", async () => {
  await publishPrices();
  await fitChallengers(open(), quiet, [specNamed("ridge-light")]);
  const { dates, columns } = realPrices();
  const cut = Object.entries(columns).map(([name, values]) => [name, values.slice(0, 4000)]);
  const body = formatDailySeries({ dates: dates.slice(0, 4000), columns: Object.fromEntries(cut) as typeof columns });
  await open().publish("data/prices", [{ name: "prices.csv", body, contentType: "text/csv" }]);
  await train(open(), quiet);
  await expect(select(open(), quiet)).rejects.toThrow("ridge-light forecast other days than the champion");
});

test("the commands fit one, fit the week's, and select", async () => {
  await publishPrices();
  const bin = new URL("../../../dist/predictor-workload-bin.js", import.meta.url);
  const at = ["--bucket", store.bucket, "--run-date", runDate];
  for (const words of [
    ["train"],
    ["model-zoo-spec", "--spec", "boosted-stumps"],
    ["model-zoo-weekly", "--budget", "1"],
    ["model-zoo-select"],
  ]) {
    const { code, stderr } = await runBuilt(bin, [...words, ...at], { AWS_ENDPOINT_URL_S3: store.endpoint });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }
  expect((await open().require("predictor/selection")).manifest.inputs).toHaveLength(3);
});
