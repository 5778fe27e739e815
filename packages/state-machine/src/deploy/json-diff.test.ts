import { expect, test } from "vitest";

import { jsonDiff } from "./json-diff.ts";
import { renderPlan } from "./render-plan.ts";

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

test("of long texts the part that differs is printed, without a character that a terminal obeys", () => {
  const long = (word: string): string => `${"x".repeat(500)}${word}${"y".repeat(500)}\u001b[2J\u009b`;
  const changes = jsonDiff("definition", { Comment: long("old") }, { Comment: long("new") });
  const plan = {
    stateMachines: [],
    schedules: [
      {
        kind: "schedule",
        name: "s",
        action: "update",
        changes,
        expression: "rate(1 day)",
        enabled: false,
        stateMachine: "m",
      },
    ],
  } as const;
  const lines = renderPlan(plan).split("\n");
  expect(lines[1]).toBe("  ~ /Comment");
  expect(lines[2]).toMatch(/^ {6}- …x{40}oldy+…$/);
  expect(lines[3]).toMatch(/^ {6}\+ …x{40}newy+…$/);
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(renderPlan(plan)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
