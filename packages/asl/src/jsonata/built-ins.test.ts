import * as fc from "fast-check";
import { expect, test } from "vitest";

import { evaluateJsonata, type EvaluationAnswer, type JsonValue, parse } from "../index.ts";

async function answer(
  expression: string,
  variables: Readonly<Record<string, JsonValue>> = {},
): Promise<EvaluationAnswer | undefined> {
  const parsed = parse({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: {
      A: { Type: "Pass", Assign: variables, Next: "B" },
      B: { Type: "Succeed", Output: `{% ${expression} %}` },
    },
  });
  if (!parsed.ok) return undefined;
  return await evaluateJsonata(parsed.machine, { expression, states: { input: {} }, variables, at: 0, seed: 1 });
}

const value = (expected: JsonValue): EvaluationAnswer => ({ kind: "value", value: expected });
const error = (message: string): EvaluationAnswer => ({ kind: "error", message });

test("AWS's own functions cut off fractions, answer nothing and refuse as AWS's do", async () => {
  expect(await answer("$partition([1, 2, 3], 2.6)")).toEqual(value([[1, 2], [3]]));
  expect(await answer("$partition([1, 2, 3])")).toEqual(value([[1, 2, 3]]));
  expect(await answer("$partition([1, 2, 3], 0)")).toEqual({ kind: "undefined" });
  expect(await answer("$partition([1], -1)")).toEqual(error("D3137: Second argument must be zero or greater"));
  expect(await answer("$partition('a', 1)")).toEqual(
    error('T0412: Argument 1 of function "partition" must be an array of undefined'),
  );
  expect(await answer("$range(1.4, 5.6, 2.2)")).toEqual(value([1, 3, 5]));
  expect(await answer("$range(5, 1, -2)")).toEqual(value([5, 3, 1]));
  expect(await answer("$range(1, 9, 9)")).toEqual(value(1));
  expect(await answer("$range(1, 10, 0.49)")).toEqual({ kind: "undefined" });
  expect(await answer("$random(77)")).toEqual(value(0.7240700207191966));
  expect(await answer("$random(42)")).toEqual(value(0.7275636800328681));
  expect(await answer("$parse('{')")).toEqual(error("D3137: Invalid JSON"));
  expect(await answer("$hash('x', 'md5')")).toEqual(
    error("D3137: Hash algorithm 'md5' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"),
  );
});

test("an expression is stopped at AWS's depth and size, and a number that JSON cannot say is a text", async () => {
  const sum = (terms: number): string => Array.from({ length: terms }, () => "1").join(" + ");
  expect(await answer(sum(50))).toEqual(value(50));
  expect(await answer(sum(200))).toMatchObject(error(expect.stringContaining("Stack overflow error") as string));
  expect(await answer("$count([1..873782])")).toEqual(value(873_782));
  expect(await answer("$count([1..873783])")).toEqual(
    error("Expression evaluation memory limit exceeded: Check for excessive memory usage"),
  );
  expect(await answer("[1/0, -1/0]")).toEqual(value(["Infinity", "-Infinity"]));
});

const FUNCTIONS =
  "sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl toMillis fromMillis clone now millis hash parse partition range uuid eval".split(
    " ",
  );
const WORDS = [
  "",
  "a",
  "ab==",
  "2024-02-30",
  "2024-01-31T00:00:00Z",
  "[Y0001]-[M01]",
  "#,##0.00",
  "w",
  "%",
  "{",
  "\ud800",
];
const CODE = ["function($x){$x}", "function($a, $b){$a > $b}", "/a+/", "/(b)|c/i", "$uppercase", "$nothing"];
/** More with RUNS in the environment. */
const RUNS = Number(process.env["RUNS"] ?? 400);
const SEED = 20_261;

test(`whatever a built-in is called with, an error is JSONata's or AWS's own (seed ${SEED})`, async () => {
  const data: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom(null, true, false),
      fc.constantFrom(0, 1, -1, 2.5, 1e21, -1e-9, 8.64e15, 9e15),
      fc.constantFrom(...WORDS),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "decimal-separator"), tie("value"), { maxKeys: 2 }),
    ),
  })).value;
  const argument = fc.oneof(
    { weight: 4, arbitrary: data.map((given) => ({ given, code: undefined })) },
    { weight: 1, arbitrary: fc.constantFrom(...CODE).map((code) => ({ given: null, code })) },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FUNCTIONS), fc.array(argument, { maxLength: 4 }), async (name, list) => {
      const variables = Object.fromEntries(list.map(({ given }, index) => [`v${index}`, given]));
      const args = list.map(({ code }, index) => code ?? `$v${index}`);
      const got = await answer(`$${name}(${args.join(", ")})`, variables);
      if (got?.kind !== "error") return;
      expect(got.message).toMatch(/^[DT]\d{4}: |^Expression evaluation (?:memory|timeout)|^Stack overflow error: /);
      expect(got.message).not.toMatch(
        /Cannot read|is not a function|Invalid regular|in JSON|Invalid count|out of range: \w+\(/,
      );
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
