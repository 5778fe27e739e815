import type { JsonObject, JsonValue } from "@alpha-engine/asl";

/** Draws a whole number from `min` to `max`. */
export type Draw = (min: number, max: number) => number;

const VALUES: readonly JsonValue[] = [
  {},
  { a: 1 },
  { a: { b: "x" } },
  { b: true, c: null },
  { a: [1, { b: 2 }], b: { c: {} } },
  [],
  [1],
  [{ a: 1 }, { a: { b: "x" } }],
  { a: { a: { a: { a: 1 } } } },
  { c: false, a: "x" },
];

/** A value as an execution or a task may be given it. */
export function drawValue(draw: Draw): JsonValue {
  return pick(draw, VALUES);
}

function pick<T>(draw: Draw, from: readonly T[]): T {
  const picked = from[draw(0, from.length - 1)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}

function maybe(draw: Draw, oneIn = 2): boolean {
  return draw(1, oneIn) === 1;
}

type Language = "JSONPath" | "JSONata";

/** A definition of a few states with loops, Map and Parallel within each other, variables, and every field that leads data. */
export function drawDefinition(draw: Draw, language: Language): JsonObject {
  const names = { count: 0 };
  return {
    ...(language === "JSONata" ? { QueryLanguage: "JSONata" } : {}),
    ...drawScope({ draw, language, names }, 2),
  };
}

interface Drawing {
  readonly draw: Draw;
  readonly language: Language;
  /** Each name is used once. */
  readonly names: { count: number };
}

function drawScope(drawing: Drawing, depth: number): JsonObject {
  const { draw, names } = drawing;
  const length = draw(1, depth === 2 ? 6 : 3);
  const own = Array.from({ length }, () => `S${names.count++}`);
  const end = `S${names.count++}`;
  const states = own.map((name, index) => [name, drawState(drawing, [...own, end], index, depth)] as const);
  const named = states.map(([name, state]) => [name, depth === 2 ? state : renamed(state, depth)] as const);
  return reachable(own[0] ?? end, { ...Object.fromEntries(named), [end]: { Type: "Succeed" } });
}

/** With variables of its own: those of the scopes around it are not assigned again. */
function renamed(state: JsonObject, depth: number): JsonObject {
  const inEntry = (entry: JsonObject): JsonObject => {
    const { Assign: assign } = entry;
    if (assign === undefined) return entry;
    const own = Object.entries(assign as JsonObject).map(([name, value]) => [
      name.replace(/^(\w)/, `$1${depth}`),
      value,
    ]);
    return { ...entry, Assign: Object.fromEntries(own) as JsonObject };
  };
  const lists = ["Choices", "Catch"].flatMap((field) => {
    const entries = state[field] as readonly JsonObject[] | undefined;
    return entries === undefined ? [] : [[field, entries.map(inEntry)] as const];
  });
  return { ...inEntry(state), ...Object.fromEntries(lists) };
}

/** Without the states that nothing leads to: they are refused. */
function reachable(StartAt: string, states: Readonly<Record<string, JsonObject>>): JsonObject {
  const seen = new Set([StartAt]);
  for (const name of seen) {
    const { Next, Default, Choices = [], Catch = [] } = states[name] ?? {};
    const entries = [...(Choices as readonly JsonObject[]), ...(Catch as readonly JsonObject[])];
    for (const to of [Next, Default, ...entries.map((entry) => entry["Next"])])
      if (typeof to === "string") seen.add(to);
  }
  return { StartAt, States: Object.fromEntries(Object.entries(states).filter(([name]) => seen.has(name))) };
}

function drawState(drawing: Drawing, names: readonly string[], index: number, depth: number): JsonObject {
  const { draw, language } = drawing;
  const further = names.slice(index + 1);
  const anywhere = (): string => (maybe(draw, 5) ? pick(draw, names) : pick(draw, further));
  const type = pick(draw, [
    "Pass",
    "Pass",
    "Pass",
    "Task",
    "Task",
    "Choice",
    "Choice",
    "Wait",
    "Fail",
    ...(depth > 0 ? ["Map", "Parallel"] : []),
  ]);
  const path = language === "JSONPath";
  const fields = path ? pathFields(draw, type) : expressionFields(draw, type);
  if (type === "Choice") {
    const rules = Array.from({ length: draw(1, 3) }, () => ({
      ...(path ? drawRule(draw, 2) : { Condition: drawCondition(draw) }),
      ...(maybe(draw, 3) ? (path ? pathAssign(draw) : outputFields(draw, false)) : {}),
      Next: anywhere(),
    }));
    return { Type: type, ...fields, Choices: rules, Default: anywhere() };
  }
  if (type === "Fail") return { Type: type, ...fields };
  const next = { Next: pick(draw, further) };
  if (type === "Pass" || type === "Wait") return { Type: type, ...fields, ...next };
  const caught = maybe(draw)
    ? {
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            ...(path ? catchFields(draw) : outputFields(draw, false, "errorOutput")),
            Next: anywhere(),
          },
        ],
      }
    : {};
  const inner = (): JsonObject => drawScope(drawing, depth - 1);
  if (type === "Task")
    return {
      Type: type,
      Resource: "arn:aws:lambda:us-east-1:111111111111:function:work",
      ...fields,
      ...caught,
      ...next,
    };
  if (type === "Map") return { Type: type, ItemProcessor: inner(), ...fields, ...caught, ...next };
  return { Type: type, Branches: maybe(draw) ? [inner()] : [inner(), inner()], ...fields, ...caught, ...next };
}

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

function pathAssign(draw: Draw): JsonObject {
  const assign = drawTemplate(draw, 1);
  const renamed = Object.entries(assign).flatMap(([key, value]) => {
    const [name = "", suffix = ""] = key.split(/(?=\.\$)/);
    return name === "c" ? [] : [[`${name === "a" ? "v" : "w"}${suffix}`, value] as const];
  });
  return renamed.length === 0 ? {} : { Assign: Object.fromEntries(renamed) };
}

function catchFields(draw: Draw): JsonObject {
  return {
    ...(maybe(draw) ? { ResultPath: maybe(draw, 4) ? null : pick(draw, PLACES) } : {}),
    ...(maybe(draw, 4) ? pathAssign(draw) : {}),
  };
}

function pathFields(draw: Draw, type: string): JsonObject {
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

function drawRule(draw: Draw, depth: number): JsonObject {
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

function outputFields(draw: Draw, always: boolean, more?: string): JsonObject {
  const assign: Record<string, JsonValue> = {};
  if (maybe(draw, 4)) assign["v"] = expression(draw, more);
  if (maybe(draw, 4)) assign["w"] = { a: expression(draw, more) };
  return {
    ...(always || maybe(draw) ? { Output: drawOutput(draw, more) } : {}),
    ...(Object.keys(assign).length > 0 ? { Assign: assign } : {}),
  };
}

function expressionFields(draw: Draw, type: string): JsonObject {
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

function drawCondition(draw: Draw): string {
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
