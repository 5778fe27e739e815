import { expect, test } from "vitest";

import { boostedStumps } from "./boosted-stumps.ts";
import type { Example } from "./learner.ts";

/** Rises above a half of the second feature, whatever the first is. */
const examples = Array.from({ length: 400 }, (_, at): Example => {
  const value = (at * 37) % 100;
  return { features: [at % 7, value / 100], rose: value >= 50 ? 1 : 0 };
});

test("stumps find the feature that tells, and where", () => {
  const probability = boostedStumps({ rounds: 80, rate: 0.5 })(examples);
  expect(probability([3, 0.9])).toBeGreaterThan(0.85);
  expect(probability([3, 0.1])).toBeLessThan(0.15);
  expect(probability([0, 0.9])).toBeCloseTo(probability([6, 0.9]), 1);
});

test("without a round it says the share of rises, and the same examples give the same model", () => {
  expect(boostedStumps({ rounds: 0, rate: 0.5 })(examples)([3, 0.9])).toBeCloseTo(0.5, 12);
  const twice = [1, 2].map(() => boostedStumps({ rounds: 20, rate: 0.1 })(examples)([1, 0.7]));
  expect(twice[0]).toBe(twice[1]);
});
