import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { type Draw, maybe, pick, VALUES } from "./draw.ts";

const EXPRESSIONS = [
  "$states.input",
  "$states.input.a",
  "$states.input.b",
  "$states.input.a.b",
  "$states.input.b.c",
  "$states.input.a[0]",
  "$states.input.a.b & 'x'",
  "$merge([$states.input, {'b': 1}])",
  "$merge([{'a': 1, 'b': {'c': 2}}, $states.input])",
  "$exists($states.input.a)",
  "{'a': $states.input.b, 'c': 1}",
  "[$states.input.a, 1]",
  "$states.input.b ? $states.input.a : {'b': 'x'}",
  "$v",
  "$w.a",
  "$states.context.Execution.Input.a",
  "$states.input.a = 1",
  "$count($states.input.a)",
  "$states.input.a + 1",
];

function expression(draw: Draw, more?: string): string {
  const own =
    more === undefined || maybe(draw)
      ? pick(draw, EXPRESSIONS)
      : `$states.${more}${pick(draw, ["", ".a", ".a.b", ".b"])}`;
  return `{% ${own} %}`;
}

function drawOutput(draw: Draw, more?: string): JsonValue {
  if (maybe(draw)) return expression(draw, more);
  const fields: Record<string, JsonValue> = {};
  for (const name of ["a", "b", "c"]) {
    const kind = draw(0, 3);
    if (kind === 1) fields[name] = pick(draw, VALUES);
    if (kind === 2) fields[name] = expression(draw, more);
    if (kind === 3) fields[name] = { a: expression(draw, more) };
  }
  return fields;
}

export function outputFields(draw: Draw, always: boolean, more?: string): JsonObject {
  const assign: Record<string, JsonValue> = {};
  if (maybe(draw, 4)) assign["v"] = expression(draw, more);
  if (maybe(draw, 4)) assign["w"] = { a: expression(draw, more) };
  return {
    ...(always || maybe(draw) ? { Output: drawOutput(draw, more) } : {}),
    ...(Object.keys(assign).length > 0 ? { Assign: assign } : {}),
  };
}

export function expressionFields(draw: Draw, type: string): JsonObject {
  if (type === "Fail") return maybe(draw) ? { Cause: expression(draw) } : {};
  if (type === "Choice") return outputFields(draw, false);
  if (type === "Wait") return { Seconds: 0, ...outputFields(draw, false) };
  if (type === "Pass") return outputFields(draw, maybe(draw));
  const made: JsonObject =
    type === "Map"
      ? maybe(draw)
        ? { ItemSelector: { a: expression(draw) } }
        : {}
      : maybe(draw)
        ? { Arguments: { a: expression(draw) } }
        : {};
  const items: JsonObject =
    type === "Map"
      ? { Items: pick(draw, ["{% $states.input.a %}", "{% $states.input %}", "{% [1, 2] %}", "{% [$states.input] %}"]) }
      : {};
  return { ...made, ...items, ...outputFields(draw, false, "result") };
}

export function drawCondition(draw: Draw): string {
  const atom = (): string =>
    pick(draw, [
      "$exists($states.input.a)",
      "$exists($states.input.a.b)",
      "$states.input.a = 1",
      "$states.input.a.b = 'x'",
      "$not($exists($states.input.b))",
      "$exists($v)",
      "$states.input.b = true",
      "true",
    ]);
  return `{% ${pick(draw, [() => atom(), () => `${atom()} and ${atom()}`, () => `${atom()} or ${atom()}`, () => `$not(${atom()})`])()} %}`;
}
