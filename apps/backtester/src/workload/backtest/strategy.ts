/** Long while the fast average is above the slow one and the market is not too volatile; otherwise out. */
export interface Strategy {
  /** Days of the fast moving average. */
  readonly fast: number;
  /** Days of the slow moving average. */
  readonly slow: number;
  /** Annualised volatility of 21 days above which it stays out; null for no such filter. */
  readonly maxVolatility: number | null;
}

/** What the strategy looks at: closes and the volatility published with them, by day. */
export interface Market {
  readonly close: Float64Array;
  readonly volatility: Float64Array;
}

/** 1 or 0 for each day: what is held from that day's close to the next, decided with that day's close. */
export function positions({ close, volatility }: Market, { fast, slow, maxVolatility }: Strategy): Float64Array {
  const totals = runningTotals(close);
  const average = (day: number, days: number): number =>
    ((totals[day + 1] as number) - (totals[day + 1 - days] as number)) / days;
  return close.map((_, day) => {
    if (day + 1 < slow) return 0;
    const isCalm = maxVolatility === null || (volatility[day] as number) <= maxVolatility;
    return isCalm && average(day, fast) > average(day, slow) ? 1 : 0;
  });
}

/** `totals[n]` is the sum of the first n values. */
function runningTotals(values: Float64Array): Float64Array {
  const totals = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) totals[index + 1] = (totals[index] as number) + value;
  return totals;
}
