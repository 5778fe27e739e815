import { expect, test } from "vitest";

import { kolmogorovSmirnov, stabilityIndex } from "./distribution.ts";

const ramp = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => from + ((to - from) * at) / count);

test("a distribution is stable against itself, whatever the order of its values", () => {
  const values = ramp(0, 1, 1000);
  expect(stabilityIndex(values, values.toReversed())).toBeCloseTo(0, 12);
  expect(kolmogorovSmirnov(values, values.toReversed())).toEqual({ distance: 0, p: 1 });
});

test("values that all moved into one decile give what paper and pencil give", () => {
  const index = stabilityIndex(ramp(0, 1, 1000), ramp(0.91, 0.99, 200));
  const empty = 9 * (1e-4 - 0.1) * Math.log(1e-4 / 0.1);
  expect(index).toBeCloseTo(empty + 0.9 * Math.log(10), 10);
});

test("the distance of two ramps is what they are apart, and its chance falls with the size of the samples", () => {
  const few = kolmogorovSmirnov(ramp(0, 1, 16), ramp(0.25, 1.25, 16));
  const many = kolmogorovSmirnov(ramp(0, 1, 512), ramp(0.25, 1.25, 512));
  expect(few.distance).toBeCloseTo(0.25, 12);
  expect(many.distance).toBeCloseTo(0.25, 12);
  expect(few.p).toBeGreaterThan(0.4);
  expect(many.p).toBeLessThan(1e-6);
});

test("equal values are stepped over together", () => {
  expect(kolmogorovSmirnov(Float64Array.of(1, 1, 2), Float64Array.of(1, 1, 2)).distance).toBe(0);
});
