import { expect, test } from "vitest";

import { jsonDiff } from "./json-diff.ts";

const state = (commands: readonly string[]): object => ({
  States: { "A/B": { Type: "Parallel", Branches: [{ States: { Inner: { Parameters: { commands } } } }] } },
});

test("one line more in a list is one difference, at its place, in the innermost state", () => {
  expect(jsonDiff("definition", state(["one", "three"]), state(["one", "two", "three"]))).toEqual([
    {
      field: "definition",
      pointer: "/States/A~1B/Branches/0/States/Inner/Parameters/commands/1",
      state: "Inner",
      after: "two",
    },
  ]);
});

test("a state more or less is one difference, and the order of keys is none", () => {
  const [a, b] = [
    { States: { A: { Type: "Pass", End: true } } },
    { States: { B: { Type: "Fail" }, A: { End: true, Type: "Pass" } } },
  ];
  expect(jsonDiff("definition", a, b)).toEqual([
    { field: "definition", pointer: "/States/B", state: "B", after: { Type: "Fail" } },
  ]);
  expect(jsonDiff("definition", b, a)).toEqual([
    { field: "definition", pointer: "/States/B", state: "B", before: { Type: "Fail" } },
  ]);
});
