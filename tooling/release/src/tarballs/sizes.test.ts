import { expect, test } from "vitest";

import { sizeProblems } from "./sizes.ts";

const KIB = 1024;

test("a tarball may grow by a tenth, or by 5 KiB, and not by more than both", () => {
  expect(sizeProblems([{ name: "big", bytes: 109 * KIB }], { big: 100 * KIB })).toEqual([]);
  expect(sizeProblems([{ name: "small", bytes: 14 * KIB }], { small: 10 * KIB })).toEqual([]);
  expect(sizeProblems([{ name: "shrunk", bytes: 1 }], { shrunk: 100 * KIB })).toEqual([]);
  expect(sizeProblems([{ name: "big", bytes: 120 * KIB }], { big: 100 * KIB })).toEqual([
    "big grew from 100.0 KiB to 120.0 KiB (+20 %). If that is meant: pnpm release:check --update-sizes, and commit tooling/release/sizes.json",
  ]);
});

test("a tarball without a recorded size is found", () => {
  expect(sizeProblems([{ name: "new", bytes: KIB }], {})[0]).toContain("new is 1.0 KiB, no size is recorded");
});
