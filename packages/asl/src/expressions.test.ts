import { expect, test } from "vitest";

import { evaluateIntrinsic, evaluatePath, parseIntrinsic } from "./index.ts";

const data = {
  name: "Ada",
  list: [{ id: 1, tags: ["a"] }, { id: 2 }, { id: 3, tags: [] }],
  deep: { a: { id: 9 } },
  "odd name": true,
};

test("a definite path gives the value and nothing where there is none", () => {
  expect(evaluatePath("$.list[-1].id", data)).toBe(3);
  expect(evaluatePath("$['odd name']", data)).toBe(true);
  expect(evaluatePath("$.nobody", data)).toBeUndefined();
  expect(evaluatePath("$.toString", data)).toBeUndefined();
});

test("a path that can hit several places gives a list, empty where it hits nothing", () => {
  expect(evaluatePath("$.list[*].id", data)).toEqual([1, 2, 3]);
  expect(evaluatePath("$..id", data)).toEqual([1, 2, 3, 9]);
  expect(evaluatePath("$.list[0:2].id", data)).toEqual([1, 2]);
  expect(evaluatePath("$.list[0,2].id", data)).toEqual([1, 3]);
  expect(evaluatePath("$.nobody[*]", data)).toEqual([]);
});

test("filters compare, combine and test for presence", () => {
  expect(evaluatePath("$.list[?(@.id > 1)].id", data)).toEqual([2, 3]);
  expect(evaluatePath("$.list[?(@.tags && !(@.id == 3))].id", data)).toEqual([1]);
  expect(evaluatePath("$.list[?(@.id == 1 || @.id in [3])].id", data)).toEqual([1, 3]);
});

test("$$ reads the context and a name reads a variable", () => {
  expect(evaluatePath("$$.Execution.Name", data, { context: { Execution: { Name: "x" } } })).toBe("x");
  expect(evaluatePath("$run.date", data, { variables: { run: { date: "2026-01-31" } } })).toBe("2026-01-31");
});

test("a text that is no path says where it ends to be one", () => {
  expect(() => evaluatePath("$.a[", data)).toThrow("at position 4");
  expect(() => evaluatePath("a", data)).toThrow("expected '$'");
});

test("States.Format unescapes its template, States.Array keeps the backslash of an escaped quote", () => {
  expect(evaluateIntrinsic(String.raw`States.Format('it\'s \{{}\}', $.name)`, data)).toBe("it's {Ada}");
  expect(evaluateIntrinsic(String.raw`States.Array('trap \'x\' EXIT')`, data)).toEqual([String.raw`trap \'x\' EXIT`]);
});

test("only four escapes exist", () => {
  expect(() => parseIntrinsic(String.raw`States.Array('a\n')`)).toThrow(
    String.raw`only \\ \' \{ \} are escapes at position 15`,
  );
});

test("a wrong brace in a template is found when the call runs", () => {
  const call = parseIntrinsic("States.Format('${HOME}')");
  expect(() => evaluateIntrinsic(call, data)).toThrow("matching '}' not found for '{'");
});

test("calls nest, and an argument that finds nothing names its path", () => {
  expect(evaluateIntrinsic("States.ArrayLength(States.Array(1, 'two', null, $.name))", data)).toBe(4);
  expect(() => evaluateIntrinsic("States.Format('{}', $.nobody)", data)).toThrow("$.nobody");
  expect(() => parseIntrinsic("States.Nope()")).toThrow("unknown function States.Nope");
  expect(() => parseIntrinsic("States.Array('a'))")).toThrow("the call ends here at position 17");
});
