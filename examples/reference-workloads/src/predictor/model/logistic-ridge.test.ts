import { expect, test } from "vitest";

import type { Example } from "./learner.ts";
import { fitLogisticRidge, probabilityOfRise } from "./logistic-ridge.ts";
import { solveSymmetric } from "./solve-symmetric.ts";

/** A repeatable stream of numbers between 0 and 1 (mulberry32). */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function examples(count: number): readonly Example[] {
  const next = stream(7);
  return Array.from({ length: count }, () => {
    const features = [next() * 2 - 1, next() * 2 - 1];
    const truth = 1 / (1 + Math.exp(-(0.5 + 2 * (features[0] as number))));
    return { features, rose: next() < truth ? 1 : 0 };
  });
}

test("a symmetric system is solved, and one without a solution is refused", () => {
  const matrix = [Float64Array.of(4, 2), Float64Array.of(2, 3)];
  expect([...solveSymmetric(matrix, Float64Array.of(10, 9))]).toEqual([expect.closeTo(1.5, 12), expect.closeTo(2, 12)]);
  expect(() => solveSymmetric([Float64Array.of(0)], Float64Array.of(1))).toThrow("not positive definite");
});

test("the fit finds the truth that made the data, and leaves the idle feature near zero", () => {
  const { weights, intercept, scaling } = fitLogisticRidge(examples(20_000), 1);
  expect((weights[0] as number) / (scaling.deviations[0] as number)).toBeCloseTo(2, 1);
  expect(Math.abs(weights[1] as number)).toBeLessThan(0.05);
  expect(intercept).toBeCloseTo(0.5, 1);
});

test("without a penalty the slopes are zero at the solution: predictions match outcomes on average", () => {
  const data = examples(2000);
  const model = fitLogisticRidge(data, 0);
  for (const feature of [0, 1]) {
    const imbalance = data.reduce(
      (sum, { features, rose }) => sum + (rose - probabilityOfRise(model, features)) * (features[feature] as number),
      0,
    );
    expect(imbalance).toBeCloseTo(0, 6);
  }
});

test("a stronger penalty shrinks the weights", () => {
  const size = (ridge: number): number => Math.hypot(...fitLogisticRidge(examples(500), ridge).weights);
  expect(size(1)).toBeGreaterThan(size(100));
  expect(size(100)).toBeGreaterThan(size(10_000));
});
