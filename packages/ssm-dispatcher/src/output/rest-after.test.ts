import { expect, test } from "vitest";

import { restAfter } from "./rest-after.ts";

test.each([
  ["nothing was shown", "a\nb\n", "", "a\nb\n"],
  ["all was shown", "a\nb\n", "a\nb\n", ""],
  ["the beginning was shown", "a\nb\nc\n", "a\n", "b\nc\n"],
  ["the last line has no end", "a\nb", "a\nb\n", ""],
  ["lines ended with carriage returns", "a\r\nb\r\nc", "a\nb\n", "c"],
  ["blank lines follow", "a\n\n\nb\n", "a\n", "\n\nb\n"],
  ["blank lines were shown", "a\n\nb\nc\n", "a\n\nb\n", "c\n"],
  ["blank lines were dropped", "a\n\n\nb\nc\n", "a\nb\n", "c\n"],
])("when %s, the rest of %j after %j is %j", (_, whole, shown, rest) => {
  expect(restAfter(whole, shown)).toEqual({ rest, isConsistent: true });
});

test("where they differ, the rest begins there and is said to differ", () => {
  expect(restAfter("a\nb\nc\n", "a\nx\n")).toEqual({ rest: "b\nc\n", isConsistent: false });
  expect(restAfter("a\n", "a\nb\n")).toEqual({ rest: "", isConsistent: false });
});
