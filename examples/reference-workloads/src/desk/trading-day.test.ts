import { expect, test } from "vitest";

import { isTradingDay } from "./trading-day.ts";

test.each([
  ["2026-11-20", true, "a Friday"],
  ["2026-11-21", false, "a Saturday"],
  ["2026-11-26", false, "Thanksgiving"],
  ["2026-11-27", true, "the day after"],
  ["2026-04-03", false, "Good Friday"],
  ["2027-03-26", false, "Good Friday a year later"],
  ["2026-07-03", false, "Independence Day, on the Friday before a Saturday"],
  ["2023-01-02", false, "New Year, on the Monday after a Sunday"],
  ["2021-12-31", true, "New Year on a Saturday is not moved"],
  ["2022-06-20", false, "Juneteenth, on the Monday after a Sunday"],
  ["2021-06-18", true, "before there was Juneteenth"],
  ["2026-05-25", false, "Memorial Day"],
  ["2026-01-19", false, "the third Monday of January"],
  ["2026-02-16", false, "the third Monday of February"],
  ["2026-09-07", false, "Labor Day"],
  ["2026-12-25", false, "Christmas"],
])("%s: %s (%s)", (day, expected) => {
  expect(isTradingDay(day)).toBe(expected);
});
