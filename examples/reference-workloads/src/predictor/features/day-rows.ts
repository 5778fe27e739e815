import type { DailySeries } from "../../series/daily-series.ts";

export const NEEDED_COLUMNS = [
  "return_1d",
  "momentum_5d",
  "momentum_21d",
  "momentum_63d",
  "volatility_21d",
  "range_1d",
  "volume_ratio_21d",
] as const;
export type NeededColumn = (typeof NEEDED_COLUMNS)[number];

/** What was known at the close of a day, and, once the next day has closed, whether that one rose. */
export interface DayRow {
  readonly date: string;
  readonly features: readonly number[];
  /** Undefined for the last day of the series: its answer lies in the future. */
  readonly outcome: { readonly date: string; readonly rose: 0 | 1 } | undefined;
}

const LAGS = [1, 2] as const;

export const FEATURE_NAMES: readonly string[] = [...NEEDED_COLUMNS, ...LAGS.map((lag) => `return_1d_lag${lag}`)];

/** One row per day that has all its features. */
export function dayRows({ dates, columns }: DailySeries<NeededColumn>): readonly DayRow[] {
  const returns = columns.return_1d;
  const rows: DayRow[] = [];
  for (const [day, date] of dates.entries()) {
    const features = [
      ...NEEDED_COLUMNS.map((name) => columns[name][day] as number),
      ...LAGS.map((lag) => returns[day - lag] ?? Number.NaN),
    ];
    if (features.some(Number.isNaN)) continue;
    const next = dates[day + 1];
    const rose = (returns[day + 1] as number) > 0 ? 1 : 0;
    rows.push({ date, features, outcome: next === undefined ? undefined : { date: next, rose } });
  }
  return rows;
}
