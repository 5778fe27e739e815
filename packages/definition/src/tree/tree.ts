import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { at, steps } from "./pointer.ts";
import { serviceCall, type ServiceCall } from "./service-call.ts";

/** A definition as a tree of states with their edges resolved. Reads broken definitions too: what is not there is left out. */
export interface Tree {
  readonly definition: JsonObject;
  readonly root: Scope;
  /** Every state, branches and Map processors included, in the order of the definition. */
  readonly states: readonly StateNode[];
}

/** States that can name each other: the machine, a branch, a Map's processor. */
export interface Scope {
  readonly pointer: string;
  readonly startAt: string | undefined;
  readonly states: ReadonlyMap<string, StateNode>;
  /** The Parallel or Map that this scope belongs to. */
  readonly parent: StateNode | undefined;
  /** Of the branch. */
  readonly index: number;
}

/** A state, with what leads to it and where it leads. */
export interface StateNode {
  /** Position in {@link Tree.states}. */
  readonly id: number;
  readonly name: string;
  /** The way to it: `Name`, `Parallel[0].Name`, `Map.Name`. */
  readonly path: string;
  /** JSON pointer. */
  readonly pointer: string;
  readonly type: string;
  readonly raw: JsonObject;
  /** The same without comments and without the states inside it. */
  readonly own: JsonObject;
  readonly isJsonata: boolean;
  readonly scope: Scope;
  /** What a Task calls. */
  readonly call: ServiceCall | undefined;
  readonly edges: readonly Edge[];
  readonly incoming: readonly Edge[];
  /** Branches of a Parallel, the processor of a Map. */
  readonly inner: readonly Scope[];
}

/** A way from one state to another, as the definition has it. */
export interface Edge {
  readonly kind: "next" | "choice" | "default" | "catch";
  readonly from: StateNode;
  /** The state it leads to. */
  readonly to: StateNode;
  /** Where the edge is written. */
  readonly pointer: string;
  /** Of the choice rule or the catcher. */
  readonly index: number;
  /** The choice rule or the catcher. */
  readonly entry: JsonObject | undefined;
}

/**
 * Whether a value is a JSON object: neither null nor a list.
 *
 * @example
 * ```ts example
 * import { isObject } from "@alpha-engine/definition/tree";
 *
 * console.log(isObject({}), isObject([]), isObject(null));
 * ```
 * ```text output
 * true false false
 * ```
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The items of a list; none where it is not one.
 *
 * @example
 * ```ts example
 * import { listOf } from "@alpha-engine/definition/tree";
 *
 * console.log(listOf(["a"]), listOf("a"), listOf(undefined));
 * ```
 * ```text output
 * [ 'a' ] [] []
 * ```
 */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

const NOT_OWN = ["Comment", "Branches", "ItemProcessor", "Iterator"];

/**
 * A JSON value as text: a string as it is.
 *
 * @example
 * ```ts example
 * import { textOf } from "@alpha-engine/definition/tree";
 *
 * console.log(textOf("a"), textOf(["a"]));
 * ```
 * ```text output
 * a ["a"]
 * ```
 */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/**
 * The texts of a list; what is no text is left out.
 *
 * @example
 * ```ts example
 * import { textsOf } from "@alpha-engine/definition/tree";
 *
 * console.log(textsOf(["States.ALL", 1]));
 * ```
 * ```text output
 * [ 'States.ALL' ]
 * ```
 */
export function textsOf(value: JsonValue | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

interface Building {
  readonly states: StateNode[];
  readonly jsonata: boolean;
}

/** Reads a definition that is a JSON object; a nesting of any depth and a chain of any length. */
export function readTree(definition: JsonObject): Tree {
  const building: Building = { states: [], jsonata: definition["QueryLanguage"] === "JSONata" };
  const pending: (() => void)[] = [];
  const root = readScope(definition, { pointer: "", parent: undefined, index: 0, prefix: "" }, building, pending);
  for (let work = pending.pop(); work !== undefined; work = pending.pop()) work();
  building.states.forEach(link);
  return { definition, root, states: inOrder(root) };
}

/** Each state before the states inside it, as a reader of the definition meets them. */
function inOrder(root: Scope): readonly StateNode[] {
  const states: StateNode[] = [];
  const pending = [...root.states.values()].reverse();
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    (state as { id: number }).id = states.length;
    states.push(state);
    for (const scope of state.inner.toReversed())
      for (const inner of [...scope.states.values()].reverse()) pending.push(inner);
  }
  return states;
}

interface Place {
  readonly pointer: string;
  readonly parent: StateNode | undefined;
  readonly index: number;
  readonly prefix: string;
}

function readScope(value: JsonObject, place: Place, building: Building, pending: (() => void)[]): Scope {
  const states = new Map<string, StateNode>();
  const startAt = value["StartAt"];
  const scope: Scope = {
    pointer: place.pointer,
    startAt: typeof startAt === "string" ? startAt : undefined,
    states,
    parent: place.parent,
    index: place.index,
  };
  for (const [name, raw] of Object.entries(isObject(value["States"]) ? value["States"] : {})) {
    if (!isObject(raw)) continue;
    const node = readState(name, raw, { scope, prefix: place.prefix, building });
    states.set(name, node);
    pending.push(() => readInner(node, building, pending));
  }
  return scope;
}

interface Around {
  readonly scope: Scope;
  readonly prefix: string;
  readonly building: Building;
}

function readState(name: string, raw: JsonObject, { scope, prefix, building }: Around): StateNode {
  const pointer = at(scope.pointer, "States", name);
  const language = raw["QueryLanguage"] ?? (building.jsonata ? "JSONata" : "JSONPath");
  const node: StateNode = {
    id: building.states.length,
    name,
    path: `${prefix}${name}`,
    pointer,
    type: textOf(raw["Type"]),
    raw,
    own: Object.fromEntries(Object.entries(raw).filter(([name]) => !NOT_OWN.includes(name))),
    isJsonata: language === "JSONata",
    scope,
    call: serviceCall(raw, pointer),
    edges: [],
    incoming: [],
    inner: [],
  };
  building.states.push(node);
  return node;
}

/** AWS takes values nested 200 deep at most; a branch takes four of them. */
const DEEPEST = 60;

function readInner(node: StateNode, building: Building, pending: (() => void)[]): void {
  if (steps(node.pointer).length > DEEPEST * 4) return;
  const scopes = node.inner as Scope[];
  listOf(node.raw["Branches"]).forEach((branch, index) => {
    if (!isObject(branch)) return;
    const place = {
      pointer: at(node.pointer, "Branches", index),
      parent: node,
      index,
      prefix: `${node.path}[${index}].`,
    };
    scopes.push(readScope(branch, place, building, pending));
  });
  for (const field of ["ItemProcessor", "Iterator"]) {
    const processor = node.raw[field];
    if (!isObject(processor)) continue;
    const place = { pointer: at(node.pointer, field), parent: node, index: 0, prefix: `${node.path}.` };
    scopes.push(readScope(processor, place, building, pending));
  }
}

/** Where an edge is written. */
interface Written {
  readonly kind: Edge["kind"];
  readonly pointer: string;
  readonly index?: number;
  readonly entry?: JsonObject;
}

function link(node: StateNode): void {
  const add = (target: JsonValue | undefined, { kind, pointer, index = 0, entry }: Written): void => {
    const to = typeof target === "string" ? node.scope.states.get(target) : undefined;
    if (to === undefined) return;
    const edge: Edge = { kind, from: node, to, pointer, index, entry };
    (node.edges as Edge[]).push(edge);
    (to.incoming as Edge[]).push(edge);
  };
  if (node.type !== "Choice") add(node.raw["Next"], { kind: "next", pointer: at(node.pointer, "Next") });
  listOf(node.raw["Choices"]).forEach((rule, index) => {
    if (!isObject(rule)) return;
    add(rule["Next"], { kind: "choice", pointer: at(node.pointer, "Choices", index, "Next"), index, entry: rule });
  });
  if (node.type === "Choice") add(node.raw["Default"], { kind: "default", pointer: at(node.pointer, "Default") });
  listOf(node.raw["Catch"]).forEach((catcher, index) => {
    if (!isObject(catcher)) return;
    add(catcher["Next"], { kind: "catch", pointer: at(node.pointer, "Catch", index, "Next"), index, entry: catcher });
  });
}
