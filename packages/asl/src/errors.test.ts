import { expect, test } from "vitest";

import { advance, AslError, evaluateIntrinsic, type JsonValue, parse, parsePath, start, TaskFailure } from "./index.ts";

function machineOf(name: string) {
  const parsed = parse({ StartAt: name, States: { [name]: { Type: "Wait", Seconds: 5, End: true } } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
}

function refusal(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

test("a text that is not an expression is told with its place, and a value that is not there with its path", () => {
  expect(refusal(() => parsePath("$.a["))).toMatchObject({ code: "BAD_EXPRESSION", expression: "$.a[", position: 4 });
  expect(refusal(() => evaluateIntrinsic("States.Format('{}', $.nobody)", {}))).toMatchObject({
    code: "PATH_NOT_FOUND",
    expression: "$.nobody",
    hint: expect.any(String) as string,
  });
});

test("an execution is advanced by its own machine only, and started with JSON only", () => {
  const [execution] = start(machineOf("Nap"), {}, { at: 0 });
  expect(refusal(() => advance(machineOf("Doze"), execution, { type: "wake", id: "1", at: 5000 }))).toMatchObject({
    code: "WRONG_MACHINE",
    message: "The machine has no state 'Nap': the execution belongs to another definition.",
    hint: expect.any(String) as string,
  });
  expect(refusal(() => start(machineOf("Nap"), 1n as unknown as JsonValue, { at: 0 }))).toMatchObject({
    code: "BAD_INPUT",
    hint: expect.any(String) as string,
  });
});

test("a task's failure has AWS's two texts, and is one of this package's errors", () => {
  expect(new TaskFailure("Lambda.Unknown", "gone")).toMatchObject({
    name: "TaskFailure",
    code: "TASK_FAILED",
    error: "Lambda.Unknown",
    cause: "gone",
    message: "Lambda.Unknown: gone",
  });
  expect(new TaskFailure("Lambda.Unknown")).toBeInstanceOf(AslError);
});
