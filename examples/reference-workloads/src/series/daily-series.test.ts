import { expect, test } from "vitest";

import { formatDailySeries, parseDailySeries } from "./daily-series.ts";

test("a series survives the way to text and back, empty cells included", () => {
  const csv = "date,close,volume\n2020-01-02,3257.850098,3458250000\n2020-01-03,,3461290000\n";
  const series = parseDailySeries(csv, ["close"]);
  expect(series.dates).toEqual(["2020-01-02", "2020-01-03"]);
  expect([...series.columns.close]).toEqual([3257.850098, Number.NaN]);
  expect(formatDailySeries(series)).toBe(csv);
});

test.each([
  ["date,open\n", "expected the columns date,close"],
  ["day,close\n", "expected the columns date,close"],
  ["date,close\n2020-01-02,1,2\n", "line 2: expected 2 cells, got 3"],
  ["date,close\n2020-01-02,1\n2020-01-03,n/a\n", 'line 3: close is "n/a", not a number'],
  ["date,close\n02.01.2020,1\n", 'line 2: "02.01.2020" is not a date'],
])("%j is refused where it is wrong", (csv, problem) => {
  expect(() => parseDailySeries(csv, ["close"])).toThrow(problem);
});
