import type { DailySeries } from "../../series/daily-series.ts";
import type { PriceColumn } from "../enrich/vendor-series.ts";
import { dailyReturns, rollingDeviation } from "../features/rolling.ts";
import { weekdayGaps } from "./weekday-gaps.ts";

export interface Check {
  readonly name: string;
  readonly rule: string;
  /** `invalid` stops the run; `noted` is unusual and allowed. */
  readonly verdict: "ok" | "noted" | "invalid";
  readonly count: number;
  /** Which days, the first twenty of them. */
  readonly examples: readonly string[];
}

export interface Validation {
  readonly valid: boolean;
  readonly days: number;
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly holidays: number;
  readonly checks: readonly Check[];
}

/** The worst day of the index was -20.5 % (1987-10-19): beyond this a decimal point has slipped. */
const RETURN_LIMIT = 0.25;
/** Daily returns this many trailing deviations away are worth a look. */
const OUTLIER_DEVIATIONS = 5;
const VOLUME_SPIKE = 2;
const WINDOW = 21;
/** The longest closure since 1933 took four weekdays; as many missing ones are no accident of a feed. */
const MISSING_LIMIT = 4;

/** Judges a price series. The rules are in the answer, so that the report explains itself. */
export function validatePrices({ dates, columns }: DailySeries<PriceColumn>): Validation {
  const { open, high, low, close, volume } = columns;
  const returns = dailyReturns(close);
  const deviation = rollingDeviation(returns, WINDOW);
  const gaps = weekdayGaps(dates);
  const where = (test: (day: number) => boolean): string[] => dates.filter((_, day) => test(day));
  const date = (day: number): string => dates[day] ?? "";
  const at = (column: Float64Array, day: number): number => column[day] ?? Number.NaN;

  const isImpossible = (day: number): boolean =>
    at(high, day) < Math.max(at(open, day), at(close, day)) || at(low, day) > Math.min(at(open, day), at(close, day));
  const isOutlier = (day: number): boolean => Math.abs(at(returns, day)) > OUTLIER_DEVIATIONS * at(deviation, day - 1);

  const checks = [
    invalid(
      "ordering",
      "each day is later than the one before",
      where((day) => day > 0 && date(day) < date(day - 1)),
    ),
    invalid(
      "duplicates",
      "no day comes twice in a row",
      where((day) => day > 0 && date(day) === date(day - 1)),
    ),
    invalid(
      "weekends",
      "no trading on Saturday or Sunday",
      where((day) => [0, 6].includes(new Date(date(day)).getUTCDay())),
    ),
    invalid(
      "prices",
      "open, high, low and close are above zero",
      where((day) => ![open, high, low, close].every((column) => at(column, day) > 0)),
    ),
    invalid("ohlc", "low <= open, close <= high", where(isImpossible)),
    invalid(
      "volume",
      "volume is above zero",
      where((day) => !(at(volume, day) > 0)),
    ),
    invalid(
      "return_limit",
      `no close moves by more than ${RETURN_LIMIT * 100} %`,
      where((day) => Math.abs(at(returns, day)) > RETURN_LIMIT),
    ),
    check(
      "missing_days",
      `a row on every day the exchange was open; more than ${MISSING_LIMIT} missing are invalid`,
      gaps.unexplained,
      gaps.unexplained.length > MISSING_LIMIT ? "invalid" : "noted",
    ),
    check("special_closures", "weekdays on which the exchange was closed against its rules", gaps.special, "noted"),
    check(
      "outlier_returns",
      `returns beyond ${OUTLIER_DEVIATIONS} deviations of the ${WINDOW} days before`,
      where(isOutlier),
      "noted",
    ),
    check(
      "volume_spikes",
      `volume beyond ${VOLUME_SPIKE} times the mean of the ${WINDOW} days before`,
      where((day) => at(volume, day) > VOLUME_SPIKE * meanBefore(volume, day)),
      "noted",
    ),
  ];
  return {
    valid: checks.every(({ verdict }) => verdict !== "invalid"),
    days: dates.length,
    first: dates[0],
    last: dates.at(-1),
    holidays: gaps.holidays,
    checks,
  };
}

function invalid(name: string, rule: string, days: readonly string[]): Check {
  return check(name, rule, days, "invalid");
}

function check(name: string, rule: string, days: readonly string[], found: "noted" | "invalid"): Check {
  return { name, rule, verdict: days.length === 0 ? "ok" : found, count: days.length, examples: days.slice(0, 20) };
}

function meanBefore(column: Float64Array, day: number): number {
  if (day < WINDOW) return Number.NaN;
  return column.subarray(day - WINDOW, day).reduce((sum, value) => sum + value, 0) / WINDOW;
}
