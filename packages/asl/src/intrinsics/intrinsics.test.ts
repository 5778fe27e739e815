import { expect, test } from "vitest";

import { evaluateIntrinsic, type JsonValue } from "../index.ts";
import { readJson } from "../java/json-reader.ts";

const of = (expression: string, data: JsonValue = {}): JsonValue => evaluateIntrinsic(expression, data);

test("fractions are cut off, but for MathAdd, which rounds half up in 32 bits", () => {
  expect(of("States.ArrayRange(1.6, 1.4, 1)")).toEqual([1]);
  expect(of("States.ArrayRange(5.4, -0.6, -2.4)")).toEqual([5, 3, 1]);
  expect(of("States.ArrayPartition($, 2.6)", [1, 2, 3])).toEqual([[1, 2], [3]]);
  expect(of("States.ArrayGetItem($, 1.9)", [1, 2, 3])).toBe(2);
  expect(of("States.MathAdd(1.5, -2.5)")).toBe(0);
  expect(() => of("States.MathAdd(2147483647, 1)")).toThrow("Invalid arguments in States.MathAdd");
});

test.each([
  "States.ArrayRange(1, 1001, 1)",
  "States.ArrayRange(1, 5, 0.4)",
  "States.ArrayPartition(States.Array(1), 0.6)",
  "States.ArrayGetItem(States.Array(1), 1)",
  "States.ArrayLength('text')",
  "States.MathRandom(1, 1)",
  "States.MathRandom(1, 5, null)",
  "States.Hash('a', 'md5')",
  "States.JsonMerge(null, null, false)",
  "States.Base64Decode(1)",
  "States.StringSplit(1, ',')",
  "States.StringToJson()",
  "States.MathAdd(1, 2, 3)",
])("%s is refused when it runs, not before", (expression) => {
  expect(() => of(expression)).toThrow(/: Invalid arguments in States\.\w+$/);
});

test("a seed draws what Java's Random draws", () => {
  expect(of("States.MathRandom(1, 100, 42)")).toBe(63);
  expect(of("States.MathRandom(1, 1000, 2)")).toBe(806);
  expect(of("States.MathRandom(2147483640, 2147483647, 1)")).toBe(2_147_483_644);
});

test("values are compared, hashed and shown as Java's", () => {
  expect(of("States.ArrayContains($, true)", ["true"])).toBe(true);
  expect(of("States.ArrayContains($.list, $.one)", { list: [{ a: 1, b: 2 }], one: { b: 2, a: 1 } })).toBe(false);
  expect(of("States.ArrayUnique($)", [true, false, true])).toEqual([false, true]);
  expect(
    of("States.ArrayUnique($)", [
      [1, 2],
      [1, 2],
      [2, 1],
    ]),
  ).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(of("States.ArrayUnique($)", [1, "1", "01", null, 1])).toEqual([null, 1, "1", "01"]);
  expect(of("States.Format('{} {} {}', $.a, $.b, $.c)", { a: 1e21, b: 0.0001, c: { d: [1.5] } })).toBe(
    "1.0E21 1.0E-4 {d=[1.5]}",
  );
  expect(of("States.Format('{}', States.StringToJson('\"x\"'))")).toBe('"x"');
  expect(of("States.Base64Decode(' YWJjZA==x ')")).toBe("abcd");
  expect(of("States.UUID('whatever', 1)")).toMatch(/^[\da-f]{8}-/);
});

test("a template tells what is wrong with it", () => {
  expect(() => of("States.Format('}')")).toThrow("Invalid template in States.Format: matching '{' not found for '}'.");
  expect(() => of("States.Format('{} {}', 1)")).toThrow("number of arguments do not match the occurrences of {}.");
  expect(() => of("States.Format($, 1)", 123)).toThrow("number of arguments do not match the occurrences of {}.");
});

const source = "Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)";
const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
test.each([
  [
    '{"a":1',
    `Unexpected end-of-input: expected close marker for Object (start marker at [${source}; line: 1, column: 1])`,
    1,
    7,
  ],
  ["undefined", `Unrecognized token 'undefined': was expecting ${values}`, 1, 10],
  ["{bad json}", "Unexpected character ('b' (code 98)): was expecting double-quote to start field name", 1, 2],
  ["[1,\n 2 3]", "Unexpected character ('3' (code 51)): was expecting comma to separate Array entries", 2, 4],
  ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 6],
  ["[1,]", `Unexpected character (']' (code 93)): expected a valid value ${values}`, 1, 4],
  ["[1}", `Unexpected close marker '}': expected ']' (for Array starting at [${source}; line: 1, column: 1])`, 1, 3],
  ['"a', "Unexpected end-of-input: was expecting closing quote for a string value", 1, 3],
  ['"\\x"', "Unrecognized character escape 'x' (code 120)", 1, 3],
  [
    '"a\nb"',
    "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
    1,
    3,
  ],
  ["007", "Invalid numeric value: Leading zeroes not allowed", 1, 2],
  ["12x", "Unexpected character ('x' (code 120)): Expected space separating root-level values", 1, 3],
  [
    "-x",
    "Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
    1,
    2,
  ],
  ["NaN", "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", 1, 4],
])("%j is refused in Jackson's words, with line and column", (text, message, line, column) => {
  expect(() => readJson(text)).toThrow(`${message}\n at [${source}; line: ${line}, column: ${column}]`);
});

test("what is JSON is read as JSON.parse reads it, and what follows it is left alone", () => {
  for (const text of ["null", ' {"a": [1, -2.5e3, "\\u00e9\\n", true, {}], "b": []} ', "[[]]", "0", '"x"', "-0.5"])
    expect(readJson(text)).toEqual(JSON.parse(text));
  expect(readJson('{"a":1} and more')).toEqual({ a: 1 });
  expect(readJson(" \n ")).toBeUndefined();
});
