import { readFileSync } from "node:fs";
import path from "node:path";

import { installedLibrary } from "@alpha-engine/artifacts";

import { parseDailySeries, type DailySeries } from "../src/series/daily-series.ts";

/** The S&P 500 of 2000-2020 as `data/prices` has it, the columns that the backtester needs. */
export function realPrices(): DailySeries<"close" | "volatility_21d"> {
  const { folder } = installedLibrary("vega-datasets", import.meta.resolve("vega-datasets"));
  const csv = readFileSync(path.join(folder, "data/sp500-2000.csv"), "utf8");
  const { dates, columns } = parseDailySeries(csv, ["close"]);
  const { close } = columns;
  const returns = close.map((value, day) => value / (close[day - 1] ?? Number.NaN) - 1);
  const volatility_21d = returns.map(
    (_, day) => deviation(returns.slice(Math.max(day - 20, 0), day + 1)) * Math.sqrt(252),
  );
  return { dates, columns: { close, volatility_21d } };
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
