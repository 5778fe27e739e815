import type { JsonObject } from "@alpha-engine/asl";

import { type Draw, maybe, pick } from "./draw.ts";
import { catchFields, drawRule, pathAssign, pathFields } from "./json-path.ts";
import { drawCondition, expressionFields, outputFields } from "./jsonata.ts";

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
