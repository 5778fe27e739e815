import { expect, test } from "vitest";

import { evaluateJsonata, type EvaluationAnswer, type Machine, parse } from "../index.ts";

function machineWith(expression: string): Machine {
  const parsed = parse({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: { A: { Type: "Pass", Output: `{% ${expression} %}`, End: true } },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
}

const answer = async (expression: string, seed = 1): Promise<EvaluationAnswer> =>
  await evaluateJsonata(machineWith(expression), {
    expression,
    states: { input: { a: 1 } },
    variables: { v: [1, 2] },
    at: Date.UTC(2026, 0, 31),
    seed,
  });

test("expressions see $states and the variables, and nothing of the objects behind the data", async () => {
  expect(await answer("$states.input.a + $v[1]")).toEqual({ kind: "value", value: 3 });
  expect(await answer("$states.input.constructor")).toEqual({ kind: "undefined" });
  expect(await answer("$states.input.__proto__")).toEqual({ kind: "undefined" });
});

test("AWS's own functions exist, $eval does not", async () => {
  expect(await answer("$partition([1,2,3], 2)")).toEqual({ kind: "value", value: [[1, 2], [3]] });
  expect(await answer("$range(0, 10, 3)")).toEqual({ kind: "value", value: [0, 3, 6, 9] });
  expect(await answer("$hash('x', 'MD5')")).toEqual({ kind: "value", value: "9dd4e461268c8034f5c8564e155c67a6" });
  expect(await answer("$parse('{\"b\":[1]}').b")).toEqual({ kind: "value", value: [1] });
  expect(await answer("$eval('1')")).toMatchObject({
    kind: "error",
    message: expect.stringContaining("T1006") as string,
  });
});

test("time and chance come from the execution", async () => {
  expect(await answer("$now()")).toEqual({ kind: "value", value: "2026-01-31T00:00:00.000Z" });
  expect(await answer("$now('[Y0001]-[M01]-[D01]')")).toEqual({ kind: "value", value: "2026-01-31" });
  expect(await answer("$millis()")).toEqual({ kind: "value", value: Date.UTC(2026, 0, 31) });
  expect(await answer("$uuid()")).toEqual(await answer("$uuid()"));
  expect(await answer("$uuid()")).not.toEqual(await answer("$uuid()", 2));
});

test("an expression that calls itself for ever is stopped", async () => {
  expect(await answer("($f := function($x){ 1 + $f($x) }; $f(1))")).toMatchObject({
    kind: "error",
    message: expect.stringContaining("Stack overflow error") as string,
  });
});

test("functions are no result", async () => {
  expect(await answer("function($x){$x}")).toEqual({ kind: "unsupported" });
});
