import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { type Edge, isObject, listOf as items, type Scope, type StateNode, type Tree } from "../tree/tree.ts";
import { askedIn, type Condition, conditionOf } from "./condition.ts";
import { jsonataValue } from "./jsonata.ts";
import { expressionValue, templateValue } from "./jsonpath.ts";
import { Reads } from "./reads.ts";
import type { Sight } from "./sight.ts";
import {
  bounded,
  child,
  EACH,
  each,
  from,
  fromJson,
  INPUT,
  joined,
  listOf,
  NONE,
  objectOf,
  placed,
  type Source,
  type Value,
} from "./value.ts";
import { isForTrouble } from "./words.ts";

/** What a state may find: its input, and the variables. */
interface World {
  readonly data: Value;
  readonly vars: ReadonlyMap<string, Value>;
}

/** One way out of a Choice. */
export interface Way {
  readonly edge: Edge;
  /** Undefined for the Default. */
  readonly condition: Condition | undefined;
}

const MOST_VISITS = 6;
/** So many values a state finds at most, counted through: a loop may put what it finds into itself, which has no end. */
const LARGEST = 300;
const ERROR = objectOf([
  ["Error", NONE],
  ["Cause", NONE],
]);

/** Which state looks at which part of the input and of which answer, on any route. */
export class Origins {
  readonly reads: Reads = new Reads();
  /** By Choice: its rules in order, and its Default. */
  readonly ways: Map<StateNode, readonly Way[]> = new Map();
  readonly sources: Map<string, Source> = new Map([[INPUT.id, INPUT]]);
  readonly #entered = new Map<StateNode, World>();
  readonly #ends = new Map<Scope, Value>();
  readonly #visits = new Map<StateNode, number>();
  readonly #pending = new Set<StateNode>();
  readonly #order: ReadonlyMap<StateNode, number>;
  readonly #given = from(INPUT);
  #withCaught = false;

  constructor({ root, states }: Tree) {
    this.#order = new Map(states.map((state, index) => [state, index]));
    this.#enter(root.states.get(root.startAt ?? ""), { data: this.#given, vars: new Map() });
    this.#run();
    // What is read only behind something caught is known apart.
    this.reads.isMain = false;
    this.#withCaught = true;
    this.#visits.clear();
    for (const state of states) if (this.#entered.has(state)) this.#pending.add(state);
    this.#run();
  }

  #run(): void {
    for (let state = this.#next(); state !== undefined; state = this.#next()) {
      const visits = (this.#visits.get(state) ?? 0) + 1;
      this.#visits.set(state, visits);
      if (visits <= MOST_VISITS) this.#visit(state);
    }
  }

  /** As they are written, which is mostly as they follow each other: so all that leads to a state is known first. */
  #next(): StateNode | undefined {
    const place = (state: StateNode): number => this.#order.get(state) ?? 0;
    let first: StateNode | undefined;
    for (const state of this.#pending) if (first === undefined || place(state) < place(first)) first = state;
    if (first !== undefined) this.#pending.delete(first);
    return first;
  }

  #enter(state: StateNode | undefined, { data, vars }: World): void {
    if (state === undefined) return;
    const world = { data: bounded(data, LARGEST), vars };
    const known = this.#entered.get(state);
    const both = known === undefined ? world : joinedWorlds(known, world);
    if (both === known) return;
    this.#entered.set(state, both);
    this.#pending.add(state);
  }

  #visit(state: StateNode): void {
    const world = this.#entered.get(state);
    if (world === undefined) return;
    const sight: Sight = { state, reads: this.reads, given: this.#given, ...world };
    if (this.#withCaught) for (const edge of state.edges) if (edge.kind === "catch") this.#leaveCaught(edge, sight);
    const left = state.isJsonata ? this.#leftJsonata(state, sight) : this.#leftJsonpath(state, sight);
    if (left === undefined) return;
    for (const edge of state.edges) if (edge.kind === "next") this.#enter(edge.to, left);
    if (state.type === "Succeed" || state.raw["End"] === true) this.#end(state, left.data);
  }

  #end({ scope }: StateNode, data: Value): void {
    const known = this.#ends.get(scope);
    const both = known === undefined ? data : joined(known, data);
    if (both === known) return;
    this.#ends.set(scope, both);
    if (scope.parent !== undefined) this.#pending.add(scope.parent);
  }

  #leaveCaught(edge: Edge, sight: Sight): void {
    const { entry = {} } = edge;
    if (sight.state.isJsonata) {
      const caught = { ...sight, errorOutput: ERROR };
      const data = entry["Output"] === undefined ? ERROR : jsonataValue(entry["Output"], caught);
      this.#enter(edge.to, { data, vars: assigned(sight.vars, jsonataValue(entry["Assign"], caught)) });
      return;
    }
    const data = atPath(entry["ResultPath"], sight, ERROR);
    const vars = assigned(sight.vars, templateValue(entry["Assign"], { ...sight, data: ERROR }));
    this.#enter(edge.to, { data, vars });
  }

  #leftJsonpath(state: StateNode, sight: Sight): World | undefined {
    const { raw, type } = state;
    if (type === "Fail") {
      for (const field of ["ErrorPath", "CausePath"]) expressionValue(raw[field], sight, "text");
      return undefined;
    }
    const input = raw["InputPath"] === null ? NONE : valueAt(raw["InputPath"], sight);
    const taken: Sight = { ...sight, data: input };
    for (const [field, kind] of PATHS) expressionValue(raw[field], taken, kind);
    if (type === "Choice") {
      this.#choose(state, taken);
      return undefined;
    }
    if (type === "Wait" || type === "Succeed") return { ...sight, data: valueAt(raw["OutputPath"], taken) };
    const answer = this.#answer(state, taken);
    if (answer === undefined) return undefined;
    const result =
      raw["ResultSelector"] === undefined ? answer : templateValue(raw["ResultSelector"], { ...taken, data: answer });
    const whole = atPath(raw["ResultPath"], sight, result);
    const vars = assigned(sight.vars, templateValue(raw["Assign"], { ...taken, data: result }));
    const data = raw["OutputPath"] === null ? NONE : valueAt(raw["OutputPath"], { ...sight, data: whole });
    return { data, vars };
  }

  #leftJsonata(state: StateNode, sight: Sight): World | undefined {
    const { raw, type } = state;
    for (const [field] of JSONATA_FIELDS) jsonataValue(raw[field], sight);
    if (type === "Choice") {
      this.#choose(state, sight);
      return undefined;
    }
    if (type === "Fail") return undefined;
    const hasResult = type === "Task" || type === "Parallel" || type === "Map";
    const answer = hasResult ? this.#answer(state, sight) : sight.data;
    if (answer === undefined) return undefined;
    const seen = hasResult ? { ...sight, result: answer } : sight;
    const vars = assigned(sight.vars, jsonataValue(raw["Assign"], seen));
    return { data: raw["Output"] === undefined ? answer : jsonataValue(raw["Output"], seen), vars };
  }

  #choose(state: StateNode, sight: Sight): void {
    const rules = items(state.raw["Choices"]).filter(isObject);
    const asked = askedIn(rules);
    const ways: Way[] = [];
    const leave = (edge: Edge | undefined, parts: JsonObject, condition: Condition | undefined): void => {
      if (edge === undefined) return;
      ways.push({ edge, condition });
      if (edge.to.type === "Fail" || isForTrouble(edge.to.name)) avoid(condition, sight.reads);
      const made = state.isJsonata ? jsonataValue(parts["Assign"], sight) : templateValue(parts["Assign"], sight);
      const data = state.isJsonata && parts["Output"] !== undefined ? jsonataValue(parts["Output"], sight) : sight.data;
      this.#enter(edge.to, { data, vars: assigned(sight.vars, made) });
    };
    const edgeOf = (kind: Edge["kind"], rule?: JsonObject): Edge | undefined =>
      state.edges.find((edge) => edge.kind === kind && (rule === undefined || edge.entry === rule));
    for (const rule of rules) leave(edgeOf("choice", rule), rule, conditionOf(rule, sight, asked));
    leave(edgeOf("default"), state.raw, undefined);
    this.ways.set(state, ways);
  }

  /** What the service, the branches or the template give. */
  #answer(state: StateNode, sight: Sight): Value | undefined {
    const { raw, type, call } = state;
    const given = call === undefined ? undefined : `${call.service}:${call.action}`;
    const template = raw[state.isJsonata ? "Arguments" : "Parameters"];
    const make = (value: JsonValue | undefined, more: Partial<Sight> = {}): Value =>
      state.isJsonata
        ? jsonataValue(value, { ...sight, ...more }, given)
        : templateValue(value, { ...sight, ...more }, given);
    if (type === "Task") {
      make(template);
      return from(this.#source("task", state));
    }
    if (type === "Pass") {
      if (raw["Result"] !== undefined) return fromJson(raw["Result"]);
      return template === undefined ? sight.data : make(template);
    }
    if (type === "Parallel") {
      const data = template === undefined ? sight.data : make(template);
      for (const scope of state.inner) this.#enter(scope.states.get(scope.startAt ?? ""), { data, vars: sight.vars });
      const ends = state.inner.map((scope) => this.#ends.get(scope));
      return ends.every((end) => end !== undefined) ? listOf(ends) : undefined;
    }
    return type === "Map" ? this.#mapAnswer(state, sight, make) : undefined;
  }

  #mapAnswer(
    state: StateNode,
    sight: Sight,
    make: (value: JsonValue | undefined, more?: Partial<Sight>) => Value,
  ): Value | undefined {
    const { raw, isJsonata } = state;
    for (const field of ["ItemReader", "ResultWriter"]) {
      const part = raw[field];
      if (isObject(part)) make(part[isJsonata ? "Arguments" : "Parameters"]);
    }
    const item =
      raw["ItemReader"] === undefined ? each(itemsOf(state, sight)) : from(this.#source("items", state), [EACH]);
    const template = raw["ItemSelector"] ?? (isJsonata ? undefined : raw["Parameters"]);
    const selected = template === undefined ? item : make(template, { item });
    const batched = isObject(raw["ItemBatcher"])
      ? objectOf([
          ["Items", { ...NONE, item: selected }],
          ["BatchInput", make(raw["ItemBatcher"]["BatchInput"])],
        ])
      : selected;
    const [scope] = state.inner;
    this.#enter(scope?.states.get(scope.startAt ?? ""), { data: batched, vars: sight.vars });
    const end = scope === undefined ? undefined : this.#ends.get(scope);
    if (raw["ResultWriter"] !== undefined) return end === undefined ? undefined : NONE;
    return end === undefined ? undefined : { ...NONE, item: end };
  }

  #source(kind: "task" | "items", state: StateNode): Source {
    const id = `${kind} ${state.path}`;
    let source = this.sources.get(id);
    if (source === undefined) {
      source = { kind, id, state };
      this.sources.set(id, source);
    }
    return source;
  }
}

/** The values by which it is true. */
function avoid(condition: Condition | undefined, reads: Reads): void {
  if (condition?.kind === "all" || condition?.kind === "any") for (const part of condition.parts) avoid(part, reads);
  if (condition?.kind === "atom" && condition.operator.endsWith("Equals") && condition.literal !== undefined)
    reads.avoid(condition.value, condition.literal);
}

const PATHS = [
  ["SecondsPath", "number"],
  ["TimestampPath", "time"],
  ["TimeoutSecondsPath", "number"],
  ["HeartbeatSecondsPath", "number"],
  ["MaxConcurrencyPath", "number"],
  ["ToleratedFailureCountPath", "number"],
  ["ToleratedFailurePercentagePath", "number"],
] as const;

const JSONATA_FIELDS = [
  ["Seconds", "number"],
  ["Timestamp", "time"],
  ["Error", "text"],
  ["Cause", "text"],
  ["TimeoutSeconds", "number"],
  ["HeartbeatSeconds", "number"],
  ["MaxConcurrency", "number"],
] as const;

function itemsOf(state: StateNode, sight: Sight): Value {
  const { raw, isJsonata, reads } = { ...state, reads: sight.reads };
  const field = raw[isJsonata ? "Items" : "ItemsPath"];
  const value =
    field === undefined ? sight.data : isJsonata ? jsonataValue(field, sight) : expressionValue(field, sight, "list");
  reads.add(value, { kind: "list", reader: state });
  return value;
}

function valueAt(path: JsonValue | undefined, sight: Sight): Value {
  if (typeof path !== "string") return sight.data;
  return path === "$" ? sight.data : expressionValue(path, sight, "any");
}

/** With the result at its place; whatever is around that has to be an object. */
function atPath(path: JsonValue | undefined, { data, reads, state }: Sight, result: Value): Value {
  if (path === null) return data;
  if (typeof path !== "string" || path === "$") return result;
  const keys = [...path.matchAll(/\.([^.[\]]+)|\[['"]([^'"]+)['"]\]|\[(\d+)\]/g)].map(
    ([, name, quoted, index]) => name ?? quoted ?? index ?? "",
  );
  for (const [index] of keys.entries()) {
    const around = keys.slice(0, index).reduce(child, data);
    const isWhole = around.origins.some((origin) => origin.source === INPUT && origin.keys.length === 0);
    if (!isWhole) reads.add(around, { kind: "object", reader: state, isQuestion: index > 0 });
  }
  return placed(data, keys, result);
}

function assigned(vars: World["vars"], made: Value): World["vars"] {
  return made.fields === undefined || made.fields.size === 0 ? vars : new Map([...vars, ...made.fields]);
}

function joinedWorlds(one: World, other: World): World {
  const data = joined(one.data, other.data);
  let vars = one.vars;
  for (const [name, value] of other.vars) {
    const known = vars.get(name);
    const both = known === undefined ? value : joined(known, value);
    if (both !== known) vars = new Map(vars).set(name, both);
  }
  return data === one.data && vars === one.vars ? one : { data, vars };
}
