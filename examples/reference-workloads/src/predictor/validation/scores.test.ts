import { expect, test } from "vitest";

import { accuracy, areaUnderCurve, logLoss } from "./scores.ts";

const forecasts = [
  { probability: 0.9, rose: 1 },
  { probability: 0.6, rose: 0 },
  { probability: 0.4, rose: 1 },
  { probability: 0.2, rose: 0 },
] as const;

test("scores are what paper and pencil give", () => {
  expect(accuracy(forecasts)).toBe(0.5);
  expect(logLoss(forecasts)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.4) * 2 + Math.log(0.8)) / 4, 12);
  expect(areaUnderCurve(forecasts)).toBe(0.75);
});

test("equal probabilities tell nothing apart", () => {
  expect(areaUnderCurve(forecasts.map(({ rose }) => ({ rose, probability: 0.5 })))).toBe(0.5);
});
