import { expect, test } from "vitest";

import { addSkipped, isSkipped, type Skipped } from "./skipped.ts";

function parseSkipped(words: readonly string[]): Skipped {
  return words.reduce<Skipped>((before, word) => addSkipped(word, before), {});
}

test("names and booleans are read, and what is not named was not skipped", () => {
  const skipped = parseSkipped(["research=true", "parity=false", "research=true"]);
  expect(skipped).toEqual({ research: true, parity: false });
  expect([isSkipped("research", skipped), isSkipped("parity", skipped), isSkipped("backtester", skipped)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("whoever skips the backtester skips its parity", () => {
  expect(isSkipped("parity", parseSkipped(["backtester=true", "parity=false"]))).toBe(true);
});

test.each([
  ["resaerch=true", "unknown step 'resaerch'"],
  ["research", "expected research=true or research=false, got 'research'"],
  ["research=yes", "got 'research=yes'"],
  ["research=True", "got 'research=True'"],
  ["research=true=false", "got 'research=true=false'"],
  ["evaluator=true", "unknown step 'evaluator'"],
])("%s is refused", (word, problem) => {
  expect(() => parseSkipped([word])).toThrow(problem);
});

test("a step cannot be skipped and not skipped", () => {
  expect(() => parseSkipped(["research=true", "research=false"])).toThrow("given as true and as false");
});
