import { expect, test } from "vitest";

import { parseDailySeries } from "../../series/daily-series.ts";
import { fillCloses } from "./fill-closes.ts";
import { PRICE_COLUMNS, readVendorSeries } from "./vendor-series.ts";

const HEADER = "date,open,high,low,close,adjclose,volume";
const vendor = (...rows: readonly string[]): ReturnType<typeof parseDailySeries<(typeof PRICE_COLUMNS)[number]>> =>
  parseDailySeries([HEADER, ...rows].join("\n"), PRICE_COLUMNS);

test("an empty close is taken from the adjusted one and reported; a day without either is dropped and reported", () => {
  const { series, report } = fillCloses(
    vendor("2020-01-02,1,2,1,2,2,9", "2020-01-03,1,2,1,,1.5,9", "2020-01-06,1,2,1,,,9", "2020-01-07,1,2,1,2,1.9,9"),
    "2026-01-03",
  );
  expect(series.dates).toEqual(["2020-01-02", "2020-01-03", "2020-01-07"]);
  expect([...series.columns.close]).toEqual([2, 1.5, 2]);
  expect(report).toEqual({
    days: 3,
    first: "2020-01-02",
    last: "2020-01-07",
    afterRunDate: 0,
    filled: ["2020-01-03"],
    unfilled: ["2020-01-06"],
    disagreements: ["2020-01-07"],
  });
});

test("a run knows no day after its run_date", async () => {
  const { series: all } = await readVendorSeries();
  const { series, report } = fillCloses(all, "2008-09-15");
  expect(series.dates.at(-1)).toBe("2008-09-15");
  expect(report.days + report.afterRunDate).toBe(all.dates.length);
  expect(series.columns.volume).toHaveLength(report.days);
});

test("the vendor's series is whole: 5,105 days, none to fill", async () => {
  const { series, record } = await readVendorSeries();
  const { report } = fillCloses(series, "2026-01-03");
  expect(record).toMatchObject({
    rows: 5105,
    key: expect.stringMatching(/^npm:vega-datasets@[\d.]+\/data\/sp500-2000\.csv$/),
  });
  expect(report).toMatchObject({
    days: 5105,
    first: "2000-01-03",
    last: "2020-04-17",
    filled: [],
    unfilled: [],
    disagreements: [],
  });
});
