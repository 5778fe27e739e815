import { expect, test } from "vitest";

import { realPrices } from "../../../testing/predictor-prices.ts";
import { dayRows, type DayRow } from "../features/day-rows.ts";
import { ridgeLearner } from "../model/logistic-ridge.ts";
import { walkForward } from "./walk-forward.ts";

const OPTIONS = { learn: ridgeLearner(50), warmUpYears: 3 };
const rows = dayRows(realPrices());
const honest = walkForward(rows, OPTIONS);

test("every year after the warm-up is forecast once, each day once", () => {
  expect(honest.years.map(({ year }) => year)).toEqual(Array.from({ length: 18 }, (_, index) => String(2003 + index)));
  const dates = honest.forecasts.map(({ date }) => date);
  expect(new Set(dates).size).toBe(dates.length);
  expect(dates.length).toBe(rows.filter(({ outcome }) => (outcome?.date ?? "") >= "2003").length);
  for (const { date, madeOn } of honest.forecasts) expect(madeOn < date).toBe(true);
});

test.each(["2006-06-30", "2012-12-31", "2013-01-02"])(
  "whatever comes after %s changes no forecast made until then",
  (today) => {
    const rewritten = rows.map(({ date, features, outcome }): DayRow => ({
      date,
      features: date > today ? features.map((value, index) => -3 * value + index) : features,
      outcome:
        outcome !== undefined && outcome.date > today
          ? { date: outcome.date, rose: outcome.rose === 1 ? 0 : 1 }
          : outcome,
    }));
    const made = ({ forecasts }: typeof honest): readonly string[] =>
      forecasts.filter(({ madeOn }) => madeOn <= today).map(({ madeOn, probability }) => `${madeOn} ${probability}`);
    expect(made(walkForward(rewritten, OPTIONS))).toEqual(made(honest));
    expect(walkForward(rewritten, OPTIONS).forecasts).not.toEqual(honest.forecasts);
  },
);

test("a model that could see its answers would be caught: with the answer among its features it is nearly always right", () => {
  const leaking = rows.map((row): DayRow => ({ ...row, features: [...row.features, row.outcome?.rose ?? 0] }));
  for (const { accuracy } of walkForward(leaking, OPTIONS).years) expect(accuracy).toBeGreaterThan(0.95);
  for (const { accuracy } of honest.years) expect(accuracy).toBeLessThan(0.65);
});

test("with less history than the warm-up there is nothing to forecast", () => {
  expect(walkForward(rows.slice(0, 500), OPTIONS).years).toEqual([]);
});
