import { readFileSync } from "node:fs";
import path from "node:path";

import { installedLibrary } from "@alpha-engine/artifacts";

import { parseDailySeries, type DailySeries } from "../src/series/daily-series.ts";

type Column =
  | "return_1d"
  | "momentum_5d"
  | "momentum_21d"
  | "momentum_63d"
  | "volatility_21d"
  | "range_1d"
  | "volume_ratio_21d";

/** The S&P 500 of 2000-2020 as `data/prices` has it, the columns that the predictor needs. */
export function realPrices(): DailySeries<Column> {
  const { folder } = installedLibrary("vega-datasets", import.meta.resolve("vega-datasets"));
  const csv = readFileSync(path.join(folder, "data/sp500-2000.csv"), "utf8");
  const { dates, columns } = parseDailySeries(csv, ["high", "low", "close", "volume"]);
  const { high, low, close, volume } = columns;
  const change = (days: number): Float64Array =>
    close.map((value, day) => value / (close[day - days] ?? Number.NaN) - 1);
  const returns = change(1);
  return {
    dates,
    columns: {
      return_1d: returns,
      momentum_5d: change(5),
      momentum_21d: change(21),
      momentum_63d: change(63),
      volatility_21d: returns.map(
        (_, day) => deviation(returns.subarray(Math.max(day - 20, 0), day + 1)) * Math.sqrt(252),
      ),
      range_1d: high.map((top, day) => (top - (low[day] as number)) / (close[day] as number)),
      volume_ratio_21d: volume.map((traded, day) => traded / mean(volume.subarray(Math.max(day - 20, 0), day + 1))),
    },
  };
}

function deviation(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
