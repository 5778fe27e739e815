import type { DayRow } from "../features/day-rows.ts";
import type { Example, Learner } from "../model/learner.ts";
import { accuracy, logLoss, type Forecast } from "./scores.ts";

export interface YearResult {
  readonly year: string;
  readonly trainDays: number;
  readonly testDays: number;
  readonly accuracy: number;
  /** Accuracy of saying "up" every day. */
  readonly alwaysUp: number;
  readonly logLoss: number;
  /** Log loss of the share of rises in the years before, said every day. */
  readonly constantLogLoss: number;
}

/** A forecast for `date`, made at the close of `madeOn`. */
export interface DatedForecast extends Forecast {
  readonly date: string;
  readonly madeOn: string;
  /** What a model without features would have said. */
  readonly constant: number;
}

export interface WalkForward {
  readonly years: readonly YearResult[];
  readonly forecasts: readonly DatedForecast[];
}

interface WalkForwardOptions {
  readonly learn: Learner;
  /** Years of history before the first forecast. */
  readonly warmUpYears: number;
}

/**
 * For each year: fits on the days whose outcome was known before it began, then forecasts it. A day counts to the year
 * of its outcome, so that no outcome of a year is known to the model that forecasts it.
 */
export function walkForward(rows: readonly DayRow[], { learn, warmUpYears }: WalkForwardOptions): WalkForward {
  const known = knownRows(rows);
  const allYears = [...new Set(known.map(({ date }) => date.slice(0, 4)))];
  const years: YearResult[] = [];
  const forecasts: DatedForecast[] = [];

  for (const year of allYears.slice(warmUpYears)) {
    const past = known.filter(({ date }) => date < `${year}-01-01`);
    const probability = learn(past);
    const constant = past.filter(({ rose }) => rose === 1).length / past.length;
    const tested = known
      .filter(({ date }) => date.startsWith(year))
      .map(({ date, madeOn, rose, features }) => ({
        date,
        madeOn,
        rose,
        constant,
        probability: probability(features),
      }));
    forecasts.push(...tested);
    years.push({
      year,
      trainDays: past.length,
      testDays: tested.length,
      accuracy: accuracy(tested),
      alwaysUp: tested.filter(({ rose }) => rose === 1).length / tested.length,
      logLoss: logLoss(tested),
      constantLogLoss: logLoss(tested.map(({ rose }) => ({ rose, probability: constant }))),
    });
  }
  return { years, forecasts };
}

interface KnownRow extends Example {
  readonly date: string;
  readonly madeOn: string;
}

/** Rows whose outcome is known, as examples. */
export function knownRows(rows: readonly DayRow[]): readonly KnownRow[] {
  return rows.flatMap(({ date, features, outcome }) =>
    outcome === undefined ? [] : [{ date: outcome.date, madeOn: date, features, rose: outcome.rose }],
  );
}
