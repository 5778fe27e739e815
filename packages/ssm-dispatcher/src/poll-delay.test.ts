import { expect, test } from "vitest";

import { pollDelay } from "./poll-delay.ts";

test.each([
  [0, 100],
  [2000, 100],
  [20_000, 1000],
  [60_000, 3000],
  [7_200_000, 5000],
])("after %i ms the next look is in about %i ms", (elapsed, expected) => {
  expect(pollDelay(elapsed, () => 0.5)).toBe(expected);
  expect(pollDelay(elapsed, () => 0)).toBe(expected * 0.75);
  expect(pollDelay(elapsed, () => 1)).toBe(expected * 1.25);
});

test("a script of two hours costs fewer than 1,600 looks", () => {
  let looks = 0;
  for (let at = 0; at < 7_200_000; at += pollDelay(at, () => 0.5)) looks += 1;
  expect(looks).toBeLessThan(1600);
});
