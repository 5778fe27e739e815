import { expect, test } from "vitest";

import { parse, type Problem } from "../index.ts";

function problems(definition: unknown): readonly Problem[] {
  const parsed = parse(definition);
  return parsed.ok ? [] : parsed.problems;
}

test("a definition is read from text and from a value", () => {
  const definition = { StartAt: "A", States: { A: { Type: "Succeed" } } };
  for (const given of [definition, JSON.stringify(definition)]) {
    const parsed = parse(given);
    expect(parsed.ok && parsed.machine.root.states.get("A")?.pointer).toBe("/States/A");
  }
});

test("all problems are reported at once, each with its place", () => {
  const found = problems({
    StartAt: "Nowhere",
    States: {
      A: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { "Message.$": "States.Format('a\\n')" },
        Next: "Lost",
      },
      B: { Type: "Chioce" },
      "C/~": { Type: "Wait", Seconds: -1, End: true },
      D: { Type: "Pass", InputPath: "$.[", Result: 1, ResultPath: "$.a[*]" },
    },
  });
  expect(found.map(({ pointer, code }) => `${code} ${pointer}`)).toEqual(
    expect.arrayContaining([
      "UNKNOWN_TARGET /StartAt",
      "INVALID_INTRINSIC /States/A/Parameters/Message.$",
      "UNKNOWN_TARGET /States/A/Next",
      "UNKNOWN_TYPE /States/B/Type",
      "WRONG_VALUE /States/C~1~0/Seconds",
      "INVALID_PATH /States/D/InputPath",
      "INVALID_PATH /States/D/ResultPath",
      "MISSING_FIELD /States/D",
    ]),
  );
});

test("what is not a definition is refused without a crash", () => {
  const circle: Record<string, unknown> = { StartAt: "A" };
  circle["States"] = circle;
  const tower: unknown = JSON.parse(`${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`);
  const codes = [
    "{",
    "[]",
    7,
    undefined,
    circle,
    tower,
    { StartAt: "A", States: { A: { Type: "Pass", Result: () => 1 } } },
  ].map((given) => problems(given)[0]?.code);
  expect(codes).toEqual([
    "NOT_JSON",
    "NOT_AN_OBJECT",
    "NOT_AN_OBJECT",
    "NOT_AN_OBJECT",
    "CIRCULAR",
    "TOO_DEEP",
    "NOT_JSON",
  ]);
});

test("a state's name is taken once in the whole machine, and every state is reached", () => {
  const found = problems({
    StartAt: "Fan",
    States: {
      Fan: {
        Type: "Parallel",
        Branches: [
          { StartAt: "A", States: { A: { Type: "Succeed" } } },
          { StartAt: "A", States: { A: { Type: "Succeed" } } },
        ],
        End: true,
      },
      Alone: { Type: "Succeed" },
    },
  });
  expect(found.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    "DUPLICATE_STATE /States/Fan/Branches/1/States/A",
    "UNREACHABLE_STATE /States/Alone",
  ]);
});
