import { expect, test } from "vitest";

import { readJson } from "./json-text.ts";

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test.each([
  ["not a definition", `Unrecognized token 'not': was expecting ${VALUES}`, 1, 4],
  ["{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 1, 3],
  ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7],
  ["[1\n2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 2, 2],
  ["[1,]", `Unexpected character (']' (code 93)): expected a valid value ${VALUES}`, 1, 5],
  ['{"a', "Unexpected end-of-input in field name", 1, 4],
])("JSON that is not JSON is told as AWS tells it", (text, message, line, column) => {
  expect(readJson(text)).toEqual({ ok: false, message, line, column });
});

test("whatever is cut out of a JSON text is read or told, and never thrown", () => {
  const whole = JSON.stringify({ a: [1, -2.5e3, true, null, "b\\u00e9\\n"], "c d": { e: "" } });
  for (let from = 0; from < whole.length; from++) {
    for (let to = from; to <= whole.length; to++) {
      const text = whole.slice(0, from) + whole.slice(to);
      const read = readJson(text);
      expect(read.ok ? JSON.stringify(read.value) : read.message, text).not.toBe("");
    }
  }
});
