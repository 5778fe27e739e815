import { expect, test } from "vitest";

import { formatCsv } from "./csv.ts";

test.each([
  ["plain", "plain"],
  ["a, b", '"a, b"'],
  ['say "yes"', '"say ""yes"""'],
  ["two\nlines", '"two\nlines"'],
  ["carriage\rreturn", '"carriage\rreturn"'],
  [" spaces ", " spaces "],
  ["", ""],
  [undefined, ""],
  [Number.NaN, ""],
  [0, "0"],
  [-1.5, "-1.5"],
])("the cell %j is written %j", (cell, written) => {
  expect(formatCsv(["cell", "next"], [[cell, 1]])).toBe(`cell,next\n${written},1\n`);
});

test("a column's name is quoted like a cell", () => {
  expect(formatCsv(["spread, bps"], [])).toBe('"spread, bps"\n');
});
