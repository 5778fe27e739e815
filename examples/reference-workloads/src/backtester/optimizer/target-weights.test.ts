import { expect, test } from "vitest";

import { realPrices } from "../../../testing/real-prices.ts";
import { ESTIMATORS, targetWeights } from "./target-weights.ts";

const { close } = realPrices().columns;

test.each(ESTIMATORS)(
  "with %s weights lie between nothing and all, and nobody sizes before there is a year",
  (estimator) => {
    const weights = targetWeights(close, { estimator, gamma: 4 });
    expect(Math.min(...weights)).toBe(0);
    expect(Math.max(...weights)).toBe(1);
    expect(Math.max(...weights.subarray(0, 252))).toBe(0);
  },
);

test("twice the aversion halves a weight that no bound cuts", () => {
  const [one, two] = [4, 8].map((gamma) => targetWeights(close, { estimator: "sample_63", gamma }));
  const inside = [...(one ?? []).entries()].filter(([, weight]) => weight > 0 && weight < 1);
  expect(inside.length).toBeGreaterThan(100);
  for (const [day, weight] of inside) expect(two?.[day]).toBeCloseTo(weight / 2, 12);
});

test("a weight is the mean of a year over gamma times the variance, by another way of reckoning", () => {
  const day = 3000;
  const returns = (days: number): readonly number[] =>
    Array.from({ length: days }, (_, at) => (close[day - at] ?? 0) / (close[day - at - 1] ?? 1) - 1);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const recent = returns(63);
  const variance = recent.reduce((sum, value) => sum + (value - mean(recent)) ** 2, 0) / 62;
  const expected = mean(returns(252)) / (32 * variance);
  expect(targetWeights(close, { estimator: "sample_63", gamma: 32 })[day]).toBeCloseTo(
    Math.min(Math.max(expected, 0), 1),
    9,
  );
});

test.each(ESTIMATORS)("with %s whatever comes after a day changes no weight until then", (estimator) => {
  const rewritten = close.map((value, day) => (day > 3000 ? value * (1 + (day % 5) / 10) : value));
  const until = (values: Float64Array): Float64Array =>
    targetWeights(values, { estimator, gamma: 4 }).subarray(0, 3001);
  expect(until(rewritten)).toEqual(until(close));
});
