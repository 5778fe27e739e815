import { expect, test } from "vitest";

import { readVendorSeries } from "../enrich/vendor-series.ts";
import { exchangeClosure } from "./exchange-calendar.ts";
import { weekdayGaps } from "./weekday-gaps.ts";

test.each([
  ["2001-01-01", "New Year's Day"],
  ["2006-01-02", "New Year's Day"],
  ["2019-01-21", "Martin Luther King Day"],
  ["2000-02-21", "Presidents' Day"],
  ["2008-03-21", "Good Friday"],
  ["2019-04-19", "Good Friday"],
  ["2010-05-31", "Memorial Day"],
  ["2022-06-20", "Juneteenth"],
  ["2015-07-03", "Independence Day"],
  ["2014-09-01", "Labor Day"],
  ["2018-11-22", "Thanksgiving"],
  ["2010-12-24", "Christmas"],
  ["2001-09-11", "attacks of 11 September"],
])("the exchange was closed on %s: %s", (date, reason) => {
  expect(exchangeClosure(date)?.reason).toBe(reason);
});

test.each(["2010-12-31", "2004-12-31", "2021-06-18", "2020-03-16"])("the exchange was open on %s", (date) => {
  expect(exchangeClosure(date)).toBeUndefined();
});

test("the calendar is right both ways for twenty years: it explains every gap and closes no day that traded", async () => {
  const { series } = await readVendorSeries();
  expect(weekdayGaps(series.dates)).toMatchObject({ unexplained: [], special: { length: 9 } });
  expect(series.dates.filter((date) => exchangeClosure(date) !== undefined)).toEqual([]);
});
