import * as fc from "fast-check";
import { expect, test } from "vitest";

import { evaluatePath, type JsonValue, parsePath } from "../index.ts";

/** JSON as it comes from JSON text: without a negative zero. */
const json: fc.Arbitrary<JsonValue> = fc
  .json({ maxDepth: 4 })
  .map((text) => JSON.parse(JSON.stringify(JSON.parse(text))) as JsonValue);

type Step =
  | { readonly do: "name"; readonly names: readonly string[] }
  | { readonly do: "index"; readonly indexes: readonly number[] }
  | { readonly do: "slice"; readonly from?: number; readonly to?: number; readonly step?: number }
  | { readonly do: "all" }
  | { readonly do: "deep" }
  | { readonly do: "has"; readonly name: string }
  | { readonly do: "more"; readonly name: string; readonly than: number };

const names = fc.constantFrom("a", "b", "odd name", "it's", "", "é");
const nested: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -3, max: 3 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4 }),
  ),
})).value;
const index = fc.integer({ min: -3, max: 4 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.array(names, { minLength: 1, maxLength: 2 }).map((list) => ({ do: "name" as const, names: list })),
    fc.array(index, { minLength: 1, maxLength: 2 }).map((indexes) => ({ do: "index" as const, indexes })),
    fc
      .record({ from: index, to: index, step: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: [] })
      .map((slice) => ({ do: "slice" as const, ...slice })),
    fc.constant({ do: "all" as const }),
    fc.constant({ do: "deep" as const }),
    names.map((name) => ({ do: "has" as const, name })),
    fc.record({ do: fc.constant("more" as const), name: names, than: index }),
  ),
  { maxLength: 4 },
);

function written(list: readonly Step[]): string {
  const quoted = (name: string): string => `'${name.replaceAll("'", "\\'")}'`;
  return list
    .map((step) => {
      switch (step.do) {
        case "name":
          return `[${step.names.map(quoted).join(",")}]`;
        case "index":
          return `[${step.indexes.join(", ")}]`;
        case "slice":
          return `[${step.from ?? ""}:${step.to ?? ""}${step.step === undefined ? "" : `:${step.step}`}]`;
        case "all":
          return "[*]";
        case "deep":
          return "..[*]";
        case "has":
          return `[?(@[${quoted(step.name)}])]`;
        default:
          return `[?(@[${quoted(step.name)}] > ${step.than})]`;
      }
    })
    .join("");
}

/** The slow, obvious way: the list of all places, step by step, by looking at everything. */
function slowly(list: readonly Step[], root: JsonValue): JsonValue[] {
  return list.reduce<JsonValue[]>((places, step) => places.flatMap((place) => taken(step, place)), [root]);
}

function taken(step: Step, place: JsonValue): JsonValue[] {
  const members: [string, JsonValue][] =
    typeof place === "object" && place !== null && !Array.isArray(place) ? Object.entries(place) : [];
  const items = Array.isArray(place) ? (place as JsonValue[]) : [];
  const own = (value: JsonValue, name: string): JsonValue[] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, item]) => (key === name ? [item] : []))
      : [];
  switch (step.do) {
    case "name":
      return step.names.flatMap((name) => own(place, name));
    case "index":
      return step.indexes.flatMap((at) =>
        items.filter((_, position) => position === (at < 0 ? at + items.length : at)),
      );
    case "slice": {
      const bound = (at: number): number => Math.max(0, at < 0 ? at + items.length : at);
      const from = bound(step.from ?? 0);
      const to = bound(step.to ?? items.length);
      return items.filter(
        (_, position) => position >= from && position < to && (position - from) % (step.step ?? 1) === 0,
      );
    }
    case "all":
      return Array.isArray(place) ? items : members.map(([, item]) => item);
    case "deep": {
      const inner = Array.isArray(place) ? items : members.map(([, item]) => item);
      return [...inner, ...inner.flatMap((item) => taken(step, item))];
    }
    default: {
      const candidates = Array.isArray(place) ? items : members.length > 0 || isRecord(place) ? [place] : [];
      return candidates.filter((item) =>
        own(item, step.name).some((value) => step.do === "has" || (typeof value === "number" && value > step.than)),
      );
    }
  }
}

function isRecord(value: JsonValue): boolean {
  return typeof value === "object" && value !== null;
}

test("a path finds what looking at everything finds", () => {
  fc.assert(
    fc.property(fc.oneof(json, nested), steps, (data, list) => {
      const path = parsePath(`$${written(list)}`);
      const expected = slowly(list, data);
      expect(evaluatePath(path.text, data)).toEqual(path.definite ? expected[0] : expected);
    }),
    { numRuns: 1000 },
  );
});

test("a text is read as a path or refused with the place where it is wrong", () => {
  const pieces = fc.constantFrom(
    "$",
    "$$",
    ".",
    "..",
    "a",
    "['b']",
    "[0]",
    "[*]",
    "[1:2]",
    "[?(",
    "@.a",
    "==",
    "'x'",
    ")]",
    "&&",
    "]",
    " ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((list) => list.join("")),
      ),
      (text) => {
        try {
          evaluatePath(text, { a: [1, { b: 2 }] });
        } catch (error) {
          expect(error).toMatchObject({ code: "BAD_EXPRESSION", position: expect.any(Number) as number });
        }
      },
    ),
    { numRuns: 1000 },
  );
});
