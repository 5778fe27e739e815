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

/** The mean of the `days` closes up to and with a day. */
export type Averages = (day: number, days: number) => number;

/** 1 or 0 for each day: what is held from that day's close to the next, decided with that day's close. */
export function positions(
  { close, volatility }: Market,
  { fast, slow, maxVolatility }: Strategy,
  average: Averages = runningAverages(close),
): Float64Array {
  return close.map((_, day) => {
    if (day + 1 < slow) return 0;
    const isCalm = maxVolatility === null || (volatility[day] as number) <= maxVolatility;
    return isCalm && average(day, fast) > average(day, slow) ? 1 : 0;
  });
}

/** Averages as differences of running totals. */
export function runningAverages(close: Float64Array): Averages {
  const totals = runningTotals(close);
  return (day, days) => ((totals[day + 1] as number) - (totals[day + 1 - days] as number)) / days;
}

/** The same, each kept for whoever asks again: many strategies share few windows. */
export function sharedAverages(close: Float64Array): Averages {
  const average = runningAverages(close);
  const columns = new Map<number, Float64Array>();
  return (day, days) => {
    let column = columns.get(days);
    if (column === undefined) {
      column = close.map((_, at) => (at + 1 < days ? Number.NaN : average(at, days)));
      columns.set(days, column);
    }
    return column[day] as number;
  };
}

/** `totals[n]` is the sum of the first n values. */
function runningTotals(values: Float64Array): Float64Array {
  const totals = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) totals[index + 1] = (totals[index] as number) + value;
  return totals;
}
