import { expect, test } from "vitest";

import { openRun, parseRunDate } from "../index.ts";

test.each(["2026-01-03", "2024-02-29", "2000-12-31"])("%s is a run_date", (text) => {
  expect(parseRunDate(text)).toBe(text);
});

test.each([
  "2026-02-30",
  "2025-02-29",
  "2026-13-01",
  "2026-1-3",
  "20260103",
  "2026-01-03T00:00:00Z",
  " 2026-01-03",
  "today",
  "",
])("%j is refused as a run_date", (text) => {
  expect(() => parseRunDate(text)).toThrow(`got ${JSON.stringify(text)}`);
  expect(() => openRun({ bucket: "any", runDate: text })).toThrow("YYYY-MM-DD");
});
