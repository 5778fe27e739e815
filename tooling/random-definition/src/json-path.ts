import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { type Draw, maybe, pick, VALUES } from "./draw.ts";

const PATHS = ["$.a", "$.b", "$.c", "$.a.b", "$.a.a", "$.b.c", "$[0]", "$.a[0]", "$.a[1].b", "$[-1].a", "$"];
const OTHERS = [
  "$$.Execution.Input",
  "$$.Execution.Input.a",
  "$$.State.Name",
  "$v",
  "$w.a",
  "$.a[*].b",
  "$..b",
  "$.a.length()",
];
const PLACES = ["$.a", "$.b", "$.c", "$.a.b", "$.b.c", "$.c.a.b", "$"];

function path(draw: Draw): string {
  return maybe(draw, 6) ? pick(draw, OTHERS) : pick(draw, PATHS);
}

function drawTemplate(draw: Draw, depth = 2): JsonObject {
  const fields: Record<string, JsonValue> = {};
  for (const name of ["a", "b", "c"]) {
    const kind = draw(0, 5);
    if (kind === 1) fields[name] = pick(draw, VALUES);
    if (kind === 2 || kind === 3) fields[`${name}.$`] = path(draw);
    if (kind === 4) fields[`${name}.$`] = drawCall(draw);
    if (kind === 5 && depth > 0)
      fields[name] = maybe(draw, 3) ? [drawTemplate(draw, depth - 1)] : drawTemplate(draw, depth - 1);
  }
  return fields;
}

function drawCall(draw: Draw): string {
  return pick(draw, [
    () => `States.Array(${path(draw)}, 1)`,
    () => `States.JsonMerge(${path(draw)}, ${path(draw)}, false)`,
    () => `States.JsonMerge(States.StringToJson('{"a":1,"b":{"c":2}}'), ${path(draw)}, false)`,
    () => `States.JsonMerge(${path(draw)}, States.StringToJson('{"a":1}'), false)`,
    () => `States.Format('{}', ${path(draw)})`,
    () => `States.StringToJson(States.Format('\\{"a":{}\\}', States.JsonToString(${path(draw)})))`,
    () => `States.ArrayGetItem(States.Array($, 1), 0)`,
  ])();
}

export function pathAssign(draw: Draw): JsonObject {
  const assign = drawTemplate(draw, 1);
  const renamed = Object.entries(assign).flatMap(([key, value]) => {
    const [name = "", suffix = ""] = key.split(/(?=\.\$)/);
    return name === "c" ? [] : [[`${name === "a" ? "v" : "w"}${suffix}`, value] as const];
  });
  return renamed.length === 0 ? {} : { Assign: Object.fromEntries(renamed) };
}

export function catchFields(draw: Draw): JsonObject {
  return {
    ...(maybe(draw) ? { ResultPath: maybe(draw, 4) ? null : pick(draw, PLACES) } : {}),
    ...(maybe(draw, 4) ? pathAssign(draw) : {}),
  };
}

export function pathFields(draw: Draw, type: string): JsonObject {
  const some = (oneIn: number, name: string, value: () => JsonValue): JsonObject =>
    maybe(draw, oneIn) ? { [name]: value() } : {};
  const whole = (): JsonValue => (maybe(draw, 8) ? null : path(draw));
  if (type === "Fail") return some(2, "CausePath", () => path(draw));
  const around = { ...some(5, "InputPath", whole), ...some(5, "OutputPath", whole) };
  const waits = type === "Wait" ? { Seconds: 0 } : {};
  if (type === "Choice" || type === "Wait")
    return { ...around, ...waits, ...(type === "Wait" && maybe(draw, 4) ? pathAssign(draw) : {}) };
  const made =
    type === "Pass"
      ? pick(draw, [() => ({}), () => ({ Result: pick(draw, VALUES) }), () => ({ Parameters: drawTemplate(draw) })])()
      : {
          ...some(2, type === "Map" ? "ItemSelector" : "Parameters", () => drawTemplate(draw)),
          ...some(3, "ResultSelector", () => drawTemplate(draw)),
        };
  const items = type === "Map" ? some(2, "ItemsPath", () => path(draw)) : {};
  const placed = some(2, "ResultPath", () => (maybe(draw, 6) ? null : pick(draw, PLACES)));
  return { ...around, ...made, ...items, ...placed, ...(maybe(draw, 4) ? pathAssign(draw) : {}) };
}

export function drawRule(draw: Draw, depth: number): JsonObject {
  const inner = (): JsonObject => drawRule(draw, depth - 1);
  const kind = draw(0, depth > 0 ? 8 : 5);
  if (kind === 6) return { And: [inner(), inner()] };
  if (kind === 7) return { Or: [inner(), inner()] };
  if (kind === 8) return { Not: inner() };
  const Variable = maybe(draw, 8) ? "$v" : pick(draw, PATHS);
  if (kind < 2) return { Variable, IsPresent: !maybe(draw, 4) };
  return {
    Variable,
    ...pick<JsonObject>(draw, [
      { StringEquals: "x" },
      { NumericEquals: 1 },
      { BooleanEquals: true },
      { IsNull: true },
      { IsBoolean: false },
      { IsString: true },
      { NumericGreaterThan: 0 },
      { IsNumeric: true },
    ]),
  };
}
