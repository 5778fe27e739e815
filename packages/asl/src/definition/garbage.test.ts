import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type JsonValue, parse } from "../index.ts";
import { FIELDS, STATE_FIELDS, TYPES } from "./known-fields.ts";

/** More with DEFINITIONS=… in the environment. */
const RUNS = Number(process.env["DEFINITIONS"] ?? 300);

const NAMES = [
  ...new Set(
    [...Object.values(STATE_FIELDS), ...Object.values(FIELDS)].flatMap(({ both, JSONPath, JSONata }) => [
      ...both,
      ...JSONPath,
      ...JSONata,
    ]),
  ),
  "Nobody",
  "__proto__",
];
const TEXTS = [
  ...TYPES,
  "A",
  "B",
  "",
  "$",
  "$$",
  "$.a[?(@.b==c",
  "{% $states.result.a[x] ~> |a|{}| %}",
  "{% (",
  "{%",
  "States.Format('{}', $.a",
  "arn:aws:states:::aws-sdk:s3:getObject",
  "arn:aws:states:::lambda:invoke.waitForTaskToken",
  "JSONata",
  "DISTRIBUTED",
  "CSV",
  "${Hole}",
];

/** Anything that uses the words of the States Language, in any place. */
const { anything } = fc.letrec<{ anything: JsonValue; list: JsonValue; object: JsonValue }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 7 },
    fc.constantFrom<JsonValue>(...TEXTS, 0, -1, 1.5, 1e300, true, false, null),
    tie("object"),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("anything"), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom(...NAMES, "A", "B", "x.$"), tie("anything"), { maxKeys: 6 }),
}));

test("whatever uses the words of the language in whatever place is answered, with places that exist", () => {
  fc.assert(
    fc.property(anything, anything, fc.constantFrom("JSONPath", "JSONata"), (state, other, QueryLanguage) => {
      const definition = { StartAt: "A", QueryLanguage, States: { A: state, B: other } };
      for (const machineType of ["STANDARD", "EXPRESS"] as const) {
        const parsed = parse(definition, { machineType, substitutions: "open" });
        if (parsed.ok) continue;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { pointer, message, diagnostic } of parsed.problems) {
          expect(pointer).toMatch(/^(?:\/|$)/);
          expect(`${message}${diagnostic.code}`).not.toMatch(/undefined|\[object/);
        }
      }
    }),
    { numRuns: RUNS, seed: 20_261_130 },
  );
}, 60_000);

test("ten thousand states, each wrong, and expressions within expressions are answered", () => {
  const states = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`S${index}`, { Type: "Pass", Nxt: 1, Next: `Q${index}` }]),
  );
  const parsed = parse({ StartAt: "S0", States: states });
  expect(parsed.ok ? 0 : parsed.problems.length).toBeGreaterThan(20_000);
  let nested = "kg";
  for (let depth = 0; depth < 100; depth++) nested = `$map([${nested}], function($x){ [$x, kg${depth}] })`;
  const deep = parse({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: { A: { Type: "Pass", Output: `{% ${nested} %}`, End: true } },
  });
  expect(deep.ok ? 0 : deep.problems.length).toBe(101);
}, 60_000);
