import type { DailySeries } from "../../series/daily-series.ts";
import type { PriceColumn } from "./vendor-series.ts";

interface ClosesReport {
  readonly days: number;
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** Days the vendor already has and this run may not know yet. */
  readonly afterRunDate: number;
  /** Days whose close was empty and came from the adjusted close. */
  readonly filled: readonly string[];
  /** Days dropped because neither close was there. */
  readonly unfilled: readonly string[];
  /** Days on which the two closes differ. An index pays no dividend, so there should be none. */
  readonly disagreements: readonly string[];
}

interface FilledCloses {
  readonly series: DailySeries<PriceColumn>;
  readonly report: ClosesReport;
}

const TOLERANCE = 1e-6;

/** The vendor's series as it was known on `runDate`: a close on every day, and a report of what was done for it. */
export function fillCloses({ dates, columns }: DailySeries<PriceColumn>, runDate: string): FilledCloses {
  const { close, adjclose } = columns;
  const filled: string[] = [];
  const unfilled: string[] = [];
  const disagreements: string[] = [];
  const kept: number[] = [];
  const closes = Float64Array.from(close);

  for (const [day, date] of dates.entries()) {
    const [own = Number.NaN, adjusted = Number.NaN] = [close[day], adjclose[day]];
    if (date > runDate) continue;
    if (Number.isNaN(own) && Number.isNaN(adjusted)) {
      unfilled.push(date);
      continue;
    }
    if (Number.isNaN(own)) {
      closes[day] = adjusted;
      filled.push(date);
    } else if (Math.abs(own - adjusted) > TOLERANCE * own) {
      disagreements.push(date);
    }
    kept.push(day);
  }

  const days = kept.map((day) => dates[day] as string);
  const afterRunDate = dates.filter((date) => date > runDate).length;
  const report = {
    days: days.length,
    first: days[0],
    last: days.at(-1),
    afterRunDate,
    filled,
    unfilled,
    disagreements,
  };
  return { series: { dates: days, columns: pick({ ...columns, close: closes }, kept) }, report };
}

function pick(columns: Readonly<Record<PriceColumn, Float64Array>>, days: readonly number[]): typeof columns {
  const rows = ([name, column]: [string, Float64Array]): [string, Float64Array] => [
    name,
    Float64Array.from(days, (day) => column[day] as number),
  ];
  return Object.fromEntries(Object.entries(columns).map(rows)) as Record<PriceColumn, Float64Array>;
}
