import type { JsonValue, Shape } from "@alpha-engine/asl";
import { routeOf, startsWith } from "@alpha-engine/definition/data-flow";
import { isObject, listOf, type Scope, type StateNode } from "@alpha-engine/definition/tree";

import { answeredTo } from "./integrations.ts";
import { inside } from "./jsonata-texts.ts";
import { typeOfJsonata, typeOfPathOrCall, type ValueType } from "./value-types.ts";

/** What a place of the data surely holds, where its writers tell. */
export interface Written {
  readonly type: ValueType;
  /** The values that the service knows, of a text that it names. */
  readonly oneOf?: readonly string[] | undefined;
}

/** What all who write the value at `keys` of a JSONPath state's input write there; undefined where one does not tell. */
export function writtenAt(state: StateNode, keys: readonly string[]): Written | undefined {
  const [name] = keys;
  const writers = (name === undefined ? [] : (writersIn(state.scope).get(name) ?? [])).filter((other) => {
    const place = placeOf(other);
    return startsWith(keys, place) || startsWith(place, keys);
  });
  const sources = writers.length > 0 ? writers : [...new Set(state.incoming.map(({ from }) => from))];
  if (writers.length === 0 && (sources.length === 0 || !sources.every(isReplacing))) return undefined;
  if (state.incoming.some(({ kind, entry }) => kind === "catch" && !isKept(entry?.["ResultPath"], keys)))
    return undefined;
  return same(sources.map((source) => resultAt(source, keys.slice(placeOf(source).length))));
}

const WRITERS = new WeakMap<Scope, ReadonlyMap<string, readonly StateNode[]>>();

/** The states of a scope whose result has a place of its own, by the first name of it. */
function writersIn(scope: Scope): ReadonlyMap<string, readonly StateNode[]> {
  let writers = WRITERS.get(scope);
  if (writers === undefined) {
    const placed = [...scope.states.values()].filter((state) => placeOf(state).length > 0);
    writers = Map.groupBy(placed, (state) => placeOf(state)[0] ?? "");
    WRITERS.set(scope, writers);
  }
  return writers;
}

/** What all who assign the variable assign at `keys` of it. */
export function assignedTo(name: string, keys: readonly string[], states: readonly StateNode[]): Written | undefined {
  const assigned = assignmentsIn(states).get(name) ?? [];
  return same(assigned.map(({ state, value }) => (state.isJsonata ? ofJsonata(value, keys, state) : undefined)));
}

interface Assignment {
  readonly name: string;
  readonly state: StateNode;
  readonly value: JsonValue;
}

const ASSIGNMENTS = new WeakMap<readonly StateNode[], ReadonlyMap<string, readonly Assignment[]>>();

/** Everything that is assigned to each variable. */
function assignmentsIn(states: readonly StateNode[]): ReadonlyMap<string, readonly Assignment[]> {
  let assignments = ASSIGNMENTS.get(states);
  if (assignments === undefined) {
    const all = states.flatMap((state) =>
      [state.raw, ...listOf(state.raw["Catch"]), ...listOf(state.raw["Choices"])].flatMap((entry) => {
        const assign = isObject(entry) ? entry["Assign"] : undefined;
        return isObject(assign)
          ? Object.entries(assign).map(([key, value]) => ({ name: key.replace(/\.\$$/, ""), state, value }))
          : [];
      }),
    );
    assignments = Map.groupBy(all, ({ name }) => name);
    ASSIGNMENTS.set(states, assignments);
  }
  return assignments;
}

function isReplacing(state: StateNode): boolean {
  const { raw, type, isJsonata } = state;
  const isWhole = raw["ResultPath"] === undefined || raw["ResultPath"] === "$";
  return type === "Task" && !isJsonata && isWhole && raw["OutputPath"] === undefined;
}

function isKept(path: JsonValue | undefined, keys: readonly string[]): boolean {
  const place = typeof path === "string" ? (routeOf(path)?.keys ?? []) : [];
  return path === null || (place.length > 0 && !startsWith(keys, place) && !startsWith(place, keys));
}

function placeOf({ raw }: StateNode): readonly string[] {
  return typeof raw["ResultPath"] === "string" ? (routeOf(raw["ResultPath"])?.keys ?? []) : [];
}

function resultAt(state: StateNode, keys: readonly string[]): Written | undefined {
  const { raw, type, isJsonata } = state;
  if (isJsonata) return undefined;
  const template = type === "Pass" ? (raw["Result"] ?? raw["Parameters"]) : raw["ResultSelector"];
  if (template !== undefined) return inTemplate(template, keys, state);
  const answer = type === "Task" ? answeredTo(state) : undefined;
  return answer === undefined ? undefined : ofShape(answer, keys);
}

function inTemplate(template: JsonValue, keys: readonly string[], state: StateNode): Written | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return ofLiteral(template);
  if (!isObject(template)) return undefined;
  const computed = state.raw["Result"] === undefined ? template[`${key}.$`] : undefined;
  if (typeof computed !== "string")
    return template[key] === undefined ? undefined : inTemplate(template[key], rest, state);
  const type = rest.length === 0 ? typeOfPathOrCall(computed) : undefined;
  if (type !== undefined) return { type };
  const route = state.type === "Task" ? routeOf(computed) : undefined;
  const answer = route?.root === "input" && route.definite ? answeredTo(state) : undefined;
  return answer === undefined || route === undefined ? undefined : ofShape(answer, [...route.keys, ...rest]);
}

function ofJsonata(value: JsonValue | undefined, keys: readonly string[], state: StateNode): Written | undefined {
  if (value === undefined) return undefined;
  const expression = typeof value === "string" ? inside(value) : undefined;
  if (expression === undefined) return keys.length === 0 ? ofLiteral(value) : undefined;
  const [, path] = /^\$states\.result((?:\.\w+)+)$/.exec(expression) ?? [];
  const answer = path === undefined ? undefined : answeredTo(state);
  if (path !== undefined && answer !== undefined) return ofShape(answer, [...path.slice(1).split("."), ...keys]);
  const type = keys.length === 0 && typeof value === "string" ? typeOfJsonata(value) : undefined;
  return type === undefined ? undefined : { type };
}

function ofShape(answer: Shape, keys: readonly string[]): Written | undefined {
  let shape: Shape | undefined = answer;
  for (const key of keys) {
    if (shape?.type === "object") shape = shape.fields.get(key)?.shape;
    else if (shape?.type === "map") shape = shape.value;
    else if (shape?.type === "list" && /^\d+$/.test(key)) shape = shape.item;
    else return undefined;
  }
  switch (shape?.type) {
    case "string":
      return { type: "text", oneOf: shape.oneOf };
    case "number":
    case "boolean":
    case "list":
    case "object":
      return { type: shape.type };
    case "map":
      return { type: "object" };
    default:
      return undefined;
  }
}

function ofLiteral(value: JsonValue): Written | undefined {
  if (typeof value === "string") return value.includes("${") ? undefined : { type: "text" };
  if (typeof value === "number" || typeof value === "boolean") return { type: typeof value as "number" | "boolean" };
  if (Array.isArray(value)) return { type: "list" };
  return isObject(value) ? { type: "object" } : undefined;
}

function same(all: readonly (Written | undefined)[]): Written | undefined {
  const [first, ...others] = all;
  if (first === undefined || !others.every((other) => other?.type === first.type)) return undefined;
  const known = all.map((one) => one?.oneOf);
  return {
    type: first.type,
    oneOf: known.every((values) => values !== undefined) ? known.flatMap((values) => values ?? []) : undefined,
  };
}
