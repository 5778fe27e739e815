/** Simple return of each day over the day before; NaN on the first. */
export function dailyReturns(closes: Float64Array): Float64Array {
  return changeOver(closes, 1);
}

/** Relative change over the last `days` days; NaN until there are so many. */
export function changeOver(values: Float64Array, days: number): Float64Array {
  return values.map((value, day) => (day < days ? Number.NaN : value / (values[day - days] as number) - 1));
}

/** Mean of the last `days` values, today's included; NaN until there are so many. */
export function rollingMean(values: Float64Array, days: number): Float64Array {
  return values.map((_, day) => (day + 1 < days ? Number.NaN : mean(values.subarray(day + 1 - days, day + 1))));
}

/** Sample deviation of the last `days` values, today's included; NaN until there are so many. */
export function rollingDeviation(values: Float64Array, days: number): Float64Array {
  return values.map((_, day) => (day + 1 < days ? Number.NaN : deviation(values.subarray(day + 1 - days, day + 1))));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
