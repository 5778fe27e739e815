import type { DailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import type { PriceColumn } from "../enrich/vendor-series.ts";
import { changeOver, dailyReturns, rollingDeviation, rollingMean } from "./rolling.ts";

const TRADING_DAYS = 252;
const DIGITS = 12;

/**
 * What later stages want to know of each day, computed of that day and the days before it only. Empty until there are
 * enough days.
 */
export function priceFeatures({ columns }: DailySeries<PriceColumn>): Readonly<Record<string, Float64Array>> {
  const { high, low, close, volume } = columns;
  const returns = dailyReturns(close);
  const usualVolume = rollingMean(volume, 21);
  const features = {
    return_1d: returns,
    momentum_5d: changeOver(close, 5),
    momentum_21d: changeOver(close, 21),
    momentum_63d: changeOver(close, 63),
    volatility_21d: rollingDeviation(returns, 21).map((deviation) => deviation * Math.sqrt(TRADING_DAYS)),
    range_1d: high.map((top, day) => (top - (low[day] as number)) / (close[day] as number)),
    volume_ratio_21d: volume.map((traded, day) => traded / (usualVolume[day] as number)),
  };
  const rounded = Object.entries(features).map(([name, values]) => [
    name,
    values.map((value) => roundTo(DIGITS, value)),
  ]);
  return Object.fromEntries(rounded) as typeof features;
}
