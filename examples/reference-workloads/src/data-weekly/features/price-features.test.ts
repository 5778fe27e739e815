import { expect, test } from "vitest";

import { readVendorSeries } from "../enrich/vendor-series.ts";
import { priceFeatures } from "./price-features.ts";

test("a feature of a day knows that day and the days before it only", async () => {
  const { series } = await readVendorSeries();
  const today = 2000;
  const columns = Object.entries(series.columns).map(([name, values]) => [
    name,
    values.map((value, day) => (day > today ? value * 3 + day : value)),
  ]);
  const before = priceFeatures(series);
  const after = priceFeatures({ ...series, columns: Object.fromEntries(columns) as typeof series.columns });
  const cut = (features: typeof before, from: number, to?: number): object =>
    Object.fromEntries(Object.entries(features).map(([name, values]) => [name, values.slice(from, to)]));
  expect(cut(after, 0, today + 1)).toEqual(cut(before, 0, today + 1));
  for (const [name, values] of Object.entries(before)) {
    expect(after[name]?.slice(today + 1)).not.toEqual(values.slice(today + 1));
  }
});

test("the first and the last day have the figures that paper and pencil give", async () => {
  const { series } = await readVendorSeries();
  const features = priceFeatures(series);
  expect(features.return_1d?.[0]).toBeNaN();
  expect(features.return_1d?.[1]).toBeCloseTo(1399.420044 / 1455.219971 - 1, 12);
  expect(features.range_1d?.[0]).toBeCloseTo((1478 - 1438.359985) / 1455.219971, 12);
  expect(features.momentum_5d?.[4]).toBeNaN();
  expect(features.volatility_21d?.findIndex((value) => !Number.isNaN(value))).toBe(21);
});
