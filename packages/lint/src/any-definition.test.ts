import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { type Draw, drawDefinition } from "@alpha-engine/random-definition";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { lint } from "./lint.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 100);
const SEED = Number(process.env["PROPERTY_SEED"] ?? 20_261_130);
const JUNK: readonly JsonValue[] = [null, 5, "x", "$", "$.", "{% %}", "{% $states. %}", [], {}, [[{}]], true];

/** With something else in the place of some of its values. */
function broken(value: JsonValue, draw: Draw): JsonValue {
  if (draw(1, 25) === 1) return JUNK[draw(0, JUNK.length - 1)] ?? null;
  if (Array.isArray(value)) return value.map((item: JsonValue) => broken(item, draw));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, broken(item, draw)]));
}

test.each(["JSONPath", "JSONata"] as const)(
  "every definition in %s is linted to the end, broken ones too",
  { timeout: 60_000 },
  async (language) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => {
        const draw: Draw = (min, max) => generate(fc.integer, { min, max });
        const whole = drawDefinition(draw, language);
        const states = Object.entries(whole["States"] ?? {}) as readonly (readonly [string, JsonValue])[];
        const States = Object.fromEntries(states.map(([name, state]) => [name, broken(state, draw)]));
        for (const definition of [whole, { ...whole, States }])
          expect((await lint(definition, { config: { preset: "pipeline" } })).notes).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
);

test("a thousand Maps within each other are linted to the end", async () => {
  let scope: JsonObject = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
  for (let depth = 0; depth < 1000; depth++)
    scope = { StartAt: `M${depth}`, States: { [`M${depth}`]: { Type: "Map", ItemProcessor: scope, End: true } } };
  expect((await lint(scope)).notes).toEqual([]);
});
