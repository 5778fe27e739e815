import { beforeAll, expect, test } from "vitest";

import type { DailySeries } from "../../series/daily-series.ts";
import { readVendorSeries, type PriceColumn } from "../enrich/vendor-series.ts";
import { validatePrices } from "./validate-prices.ts";

let real: DailySeries<PriceColumn>;
beforeAll(async () => {
  real = (await readVendorSeries()).series;
});

const DAY = 3000;

/** The real series with one value changed. */
function planted(column: PriceColumn, change: (value: number) => number): DailySeries<PriceColumn> {
  const changed = Float64Array.from(real.columns[column]);
  changed[DAY] = change(changed[DAY] as number);
  return { dates: real.dates, columns: { ...real.columns, [column]: changed } };
}

function dated(change: (dates: string[]) => void): DailySeries<PriceColumn> {
  const dates = [...real.dates];
  change(dates);
  return { dates, columns: real.columns };
}

function broken(series: DailySeries<PriceColumn>): Record<string, readonly string[]> {
  const { checks } = validatePrices(series);
  const invalid = checks.filter(({ verdict }) => verdict === "invalid");
  return Object.fromEntries(invalid.map(({ name, examples }) => [name, examples]));
}

test("the real series is valid, its nine special closures and the shocks of twenty years are noted", () => {
  const { valid, checks, holidays } = validatePrices(real);
  expect(valid).toBe(true);
  expect(holidays).toBe(181);
  const noted = checks.filter(({ verdict }) => verdict === "noted").map(({ name }) => name);
  expect(noted).toEqual(["special_closures", "outlier_returns", "volume_spikes"]);
  expect(checks.find(({ name }) => name === "outlier_returns")?.examples).toContain("2016-06-24");
});

test("each real invalidity is found on its day", () => {
  const day = real.dates[DAY] as string;
  expect(broken(planted("high", (value) => value * 0.9))).toEqual({ ohlc: [day] });
  expect(broken(planted("low", () => 0))).toEqual({ prices: [day] });
  expect(broken(planted("close", () => Number.NaN))).toEqual({ prices: [day] });
  expect(broken(planted("volume", () => 0))).toEqual({ volume: [day] });
  expect(broken(planted("close", (value) => value * 10))).toEqual({
    ohlc: [day],
    return_limit: [day, real.dates[DAY + 1]],
  });
});

test("days out of order, twice, on a weekend or missing by the week are invalid", () => {
  const swap = (dates: string[]): void => {
    [dates[DAY], dates[DAY + 1]] = [dates[DAY + 1] as string, dates[DAY] as string];
  };
  expect(broken(dated(swap))).toMatchObject({ ordering: [real.dates[DAY]] });
  const repeat = (dates: string[]): void => void (dates[DAY] = dates[DAY - 1] as string);
  expect(broken(dated(repeat))).toMatchObject({ duplicates: [real.dates[DAY - 1]] });
  expect(broken(dated((dates) => void (dates[dates.length - 1] = "2020-04-18")))).toMatchObject({
    weekends: ["2020-04-18"],
  });
  const hole = (at: number): boolean => at < DAY || at > DAY + 4;
  const columns = Object.entries(real.columns).map(([name, values]) => [name, values.filter((_, at) => hole(at))]);
  const holed = {
    dates: real.dates.filter((_, at) => hole(at)),
    columns: Object.fromEntries(columns) as typeof real.columns,
  };
  expect(broken(holed)).toEqual({ missing_days: real.dates.slice(DAY, DAY + 5) });
});
