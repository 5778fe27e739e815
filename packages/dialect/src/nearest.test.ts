import { expect, test } from "vitest";

import { didYouMean, nearest } from "./nearest.ts";

const KNOWN = ["timeout", "instanceTypes", "retries", "skip_backtester", "Send"];

test.each([
  ["timout", "timeout"],
  ["instancetypes", "instanceTypes"],
  ["skip_backtest", "skip_backtester"],
  ["ret", "retries"],
  ["retires", "retries"],
  ["Sned", "Send"],
])("%s was meant to be %s", (word, meant) => {
  expect(nearest(word, KNOWN)).toBe(meant);
  expect(didYouMean(word, KNOWN)).toBe(` (did you mean ${meant}?)`);
});

test.each(["", "x", "colour", "entirely different"])("%j was meant to be none of them", (word) => {
  expect(nearest(word, KNOWN)).toBeUndefined();
  expect(didYouMean(word, KNOWN)).toBe("");
});
