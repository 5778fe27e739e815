import { formatCsv } from "../../series/csv.ts";
import { parseDailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import type { DatedForecast } from "../validation/walk-forward.ts";

const DIGITS = 10;

/** `forecasts.csv`: what was said of each day before it came, and what it brought. */
export function forecastTable(forecasts: readonly DatedForecast[]): string {
  return formatCsv(
    ["date", "made_on", "probability", "constant", "rose"],
    forecasts.map(({ date, madeOn, probability, constant, rose }) => [
      date,
      madeOn.replaceAll("-", ""),
      roundTo(DIGITS, probability),
      roundTo(DIGITS, constant),
      rose,
    ]),
  );
}

/** The table, read. The day it was made on is not asked for. */
export function parseForecasts(csv: string): readonly Omit<DatedForecast, "madeOn">[] {
  const { dates, columns } = parseDailySeries(csv, ["probability", "constant", "rose"]);
  return dates.map((date, at) => ({
    date,
    probability: columns.probability[at] as number,
    constant: columns.constant[at] as number,
    rose: columns.rose[at] === 1 ? 1 : 0,
  }));
}
