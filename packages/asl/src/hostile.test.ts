import { expect, test } from "vitest";

import {
  advance,
  evaluateIntrinsic,
  evaluateJsonata,
  type EvaluationAnswer,
  evaluatePath,
  interpret,
  type JsonObject,
  type JsonValue,
  parse,
  parseIntrinsic,
  parsePath,
  start,
} from "./index.ts";

function problemOf(definition: unknown): string {
  const parsed = parse(definition);
  return parsed.ok ? "none" : `${parsed.problems[0]?.code} ${parsed.problems[0]?.pointer}`;
}

const pass = (more: JsonObject): JsonObject => ({ StartAt: "A", States: { A: { Type: "Pass", End: true, ...more } } });

test("what is not a definition is refused with its place", () => {
  const circle: { [key: string]: unknown } = { Type: "Pass", End: true };
  circle["Result"] = { again: circle };
  let tower: JsonObject = { Type: "Succeed" };
  for (let level = 0; level < 10_000; level++)
    tower = { Type: "Parallel", Branches: [{ StartAt: "A", States: { A: tower } }], End: true };
  expect(problemOf("{'StartAt'")).toBe("NOT_JSON ");
  expect(problemOf([1])).toBe("NOT_AN_OBJECT ");
  expect(problemOf({ StartAt: "A", States: { A: circle } })).toBe("CIRCULAR /States/A/Result/again");
  expect(problemOf({ StartAt: "A", States: { A: tower } })).toMatch(/^TOO_DEEP \/States\/A\/Branches\/0\/States\/A/);
  expect(problemOf(`${"[".repeat(500_000)}${"]".repeat(500_000)}`)).toBe("NOT_AN_OBJECT ");
  expect(problemOf(`{"StartAt":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)).toMatch(/^TOO_DEEP \/StartAt\/0/);
  expect(problemOf(JSON.stringify(pass({ Result: "x".repeat(10_000_000) })))).toBe("TOO_LARGE ");
  expect(problemOf(pass({ Result: Array.from({ length: 1000 }, () => "x".repeat(10_000)) }))).toBe("TOO_LARGE ");
  expect(problemOf(pass({ Result: 1n as unknown as number }))).toBe("NOT_JSON /States/A/Result");
});

test("hostile texts in a definition are refused with their place", () => {
  const deep = "(".repeat(50_000);
  expect(problemOf(pass({ InputPath: `$${"..*".repeat(50_000)}` }))).toBe("INVALID_PATH /States/A/InputPath");
  expect(problemOf(pass({ InputPath: `$[?(${"!".repeat(9000)}@.a)]` }))).toBe("INVALID_PATH /States/A/InputPath");
  expect(problemOf(pass({ InputPath: `$[?(${deep}@.a)]` }))).toBe("INVALID_PATH /States/A/InputPath");
  expect(problemOf(pass({ Parameters: { "x.$": `States.Array(${"States.Array(".repeat(50_000)}` } }))).toBe(
    "INVALID_INTRINSIC /States/A/Parameters/x.$",
  );
  expect(problemOf(pass({ Parameters: { "x.$": `States.Array($[?(${"@.a&&".repeat(50_000)}@.a)])` } }))).toBe(
    "INVALID_INTRINSIC /States/A/Parameters/x.$",
  );
  const jsonata = (expression: string): string =>
    problemOf({ ...pass({ Output: `{% ${expression} %}` }), QueryLanguage: "JSONata" });
  for (const expression of [
    deep,
    `${"[".repeat(40_000)}1${"]".repeat(40_000)}`,
    `1${"+1".repeat(45_000)}`,
    "$match('a', /(?=a)a/)",
    "$match('a', /(a)\\1/)",
    "$match('a', /(((a{100}){100}){100}){100}/)",
    "function($a,$b,$c)<s+s+s+s+:s>{$a}",
    `'${"x".repeat(200_000)}'`,
  ])
    expect([expression.slice(0, 40), jsonata(expression)]).toEqual([
      expression.slice(0, 40),
      "INVALID_JSONATA /States/A/Output",
    ]);
});

test("intrinsics nest ten deep and no deeper", () => {
  const nested = (levels: number): string => `${"States.Array(".repeat(levels)}1${")".repeat(levels)}`;
  expect(parseIntrinsic(nested(10)).name).toBe("States.Array");
  expect(() => parseIntrinsic(nested(11))).toThrow("at most 10 deep");
});

test("a path that would visit everything many times over is stopped", () => {
  let chain: JsonValue = 1;
  for (let level = 0; level < 900; level++) chain = { a: chain };
  expect(() => evaluatePath("$..*..*..*..*", chain)).toThrow("visits more than 1000000 places");
  const list = Array.from({ length: 50_000 }, (_, index) => index);
  expect(() => evaluatePath("$[?(@ in $..*)]", list)).toThrow();
  expect(evaluatePath("$[*]", list)).toHaveLength(50_000);
});

test("a pattern in a filter that makes others try all ways for ever is answered at once", () => {
  const data = [{ name: `${"a".repeat(50_000)}!` }, { name: "aaa" }];
  expect(evaluatePath("$[?(@.name =~ /(a+)+/)]", data)).toEqual([{ name: "aaa" }]);
  expect(evaluatePath("$[?(@.name =~ /(a|a)*b|A+/i)].name", data)).toEqual(["aaa"]);
  expect(() => parsePath("$[?(@.a =~ /(?=a)/)]")).toThrow("is not a regular expression");
});

test("names of JavaScript's own are names like any other", () => {
  const data = JSON.parse('{"__proto__":{"polluted":1},"a":1}') as JsonValue;
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"])
    expect(evaluatePath(`$.${name}`, { a: 1 })).toBeUndefined();
  expect(evaluatePath("$.__proto__.polluted", data)).toBe(1);
  const merged = evaluateIntrinsic("States.JsonMerge($, $.b, false)", { a: 1, b: data });
  expect(JSON.stringify(merged)).toContain('"__proto__":{"polluted":1}}');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("states, variables and results may be called as JavaScript's own things are", async () => {
  const states = JSON.parse(
    `{"__proto__":{"Type":"Pass","Result":{"__proto__":{"x":1}},"ResultPath":"$.__proto__","Next":"constructor"},
      "constructor":{"Type":"Pass","Assign":{"constructor":2,"toString":{"y":1}},"Next":"End"},
      "End":{"Type":"Pass","Parameters":{"c.$":"$constructor","p.$":"$toString.y"},"ResultPath":"$.seen","End":true}}`,
  ) as JsonObject;
  const parsed = parse({ StartAt: "__proto__", States: states });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { output, status } = await interpret(parsed.machine, {}, { tasks: async () => null });
  expect(status).toBe("SUCCEEDED");
  expect(JSON.stringify(output)).toBe('{"__proto__":{"__proto__":{"x":1}},"seen":{"c":2,"p":1}}');
  expect(({} as { x?: number }).x).toBeUndefined();
});

test("events that name JavaScript's own properties concern nothing", () => {
  const parsed = parse(pass({ Type: "Wait", Seconds: 10 }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [execution] = start(parsed.machine, {}, { at: 0 });
  for (const id of ["__proto__", "constructor", "toString"])
    for (const type of ["wake", "task-succeeded", "task-started", "s3-answered"] as const) {
      const answer = { kind: "done" } as const;
      expect(advance(parsed.machine, execution, { type, id, output: null, answer, at: 1 })[1]).toEqual([]);
    }
});

async function answerTo(expression: string, input: JsonValue = {}): Promise<EvaluationAnswer> {
  const parsed = parse({ ...pass({ Output: `{% ${expression} %}` }), QueryLanguage: "JSONata" });
  if (!parsed.ok) return { kind: "error", message: JSON.stringify(parsed.problems) };
  return evaluateJsonata(parsed.machine, { expression, states: { input }, variables: {}, at: 0, seed: 1 });
}

test("JSONata reaches nothing but its data", async () => {
  for (const expression of [
    "$sum.constructor",
    "$states.constructor",
    "$states.input.__proto__",
    "''.constructor.constructor('return process')()",
    "$lookup($states, 'constructor')",
    "$now.constructor",
    "$states.input.f('x')",
  ])
    expect([expression, (await answerTo(expression)).kind]).toEqual([
      expression,
      expect.stringMatching(/undefined|error/),
    ]);
  await answerTo("$merge([{'__proto__': {'polluted': 1}}])");
  await answerTo("$states ~> |input|{'__proto__': {'polluted': 1}}|", { a: 1 });
  await answerTo("{'__proto__': {'polluted': 1}}");
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("JSONata that would run for ever or fill the memory is stopped", async () => {
  for (const expression of [
    "($f := function($x){ 1 + $f($x) }; $f(1))",
    "[1..100000000]",
    "$pad('x', 500000000)",
    "$range(0, 1000000000, 1)",
    "$range(0, 1, 0)",
    "$partition([1,2], 0)",
    "$reduce([1..40], function($a){ $a & $a }, 'xx')",
    "[1..1000].$uppercase($pad('x', 900000))",
    "$match($pad('', 200000, 'a') & '!', /(a+)+$/)",
    "$replace($pad('', 100000, 'a'), /(.*)*x/, 'y')",
    "$toMillis('11111111111111111111111111111x', '[Y][M][D][H][m][s][f][d]')",
    "$toMillis($pad('', 60, '1'), '[Y][Y][Y][Y]')",
  ])
    expect([expression, (await answerTo(expression)).kind]).toEqual([
      expression,
      expect.stringMatching(/undefined|error|value/),
    ]);
  expect((await answerTo("$count($distinct([1..100000]))")).kind).toBe("value");
}, 30_000);

test("a loop that wraps its input again and again ends with an error, not with the stack", async () => {
  const parsed = parse({
    StartAt: "Wrap",
    States: {
      Wrap: { Type: "Pass", Parameters: { "a.$": "$" }, Next: "Again" },
      Again: { Type: "Choice", Choices: [{ Variable: "$.enough", IsPresent: true, Next: "Done" }], Default: "Wrap" },
      Done: { Type: "Succeed" },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(await interpret(parsed.machine, {}, { tasks: async () => null })).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: expect.stringContaining("nests deeper than 1000 levels") as string,
  });
});

test("an input or a task's result that is not a JSON value is refused in words", async () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const parsed = parse(pass({ Type: "Task", Resource: "arn:aws:lambda:us-east-1:111111111111:function:work" }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  await expect(interpret(parsed.machine, circle as JsonValue, { tasks: async () => null })).rejects.toThrow(
    "The input of an execution must be a JSON value, but it contains itself",
  );
  for (const output of [circle, 1n, () => 1, Number.NaN])
    expect(await interpret(parsed.machine, {}, { tasks: async () => output as JsonValue })).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringContaining("cannot be used") as string,
    });
});
