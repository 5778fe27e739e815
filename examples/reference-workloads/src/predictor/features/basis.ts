import type { DailySeries } from "../../series/daily-series.ts";
import type { NeededColumn } from "./day-rows.ts";

const MOMENTA = { momentum_5d: 5, momentum_21d: 21, momentum_63d: 63 } as const;
const WINDOW = 21;
const TRADING_DAYS = 252;

/**
 * The features on prices adjusted for what a holder was paid, as CRSP reckons returns: whatever comes of closes is
 * computed of the adjusted ones; range and volume stay.
 */
export function adjustedBasis(series: DailySeries<NeededColumn | "adjclose">): DailySeries<NeededColumn> {
  const { adjclose, ...columns } = series.columns;
  const change = (days: number): Float64Array =>
    adjclose.map((value, day) => value / (adjclose[day - days] ?? Number.NaN) - 1);
  const returns = change(1);
  return {
    dates: series.dates,
    columns: {
      ...columns,
      return_1d: returns,
      momentum_5d: change(MOMENTA.momentum_5d),
      momentum_21d: change(MOMENTA.momentum_21d),
      momentum_63d: change(MOMENTA.momentum_63d),
      volatility_21d: returns.map((_, day) =>
        day < WINDOW ? Number.NaN : deviation(returns.subarray(day - WINDOW + 1, day + 1)) * Math.sqrt(TRADING_DAYS),
      ),
    },
  };
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
