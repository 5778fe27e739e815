import jsonata from "jsonata";

/** A node of an expression, as the jsonata library parses it. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly stages?: readonly Node[];
  readonly expr?: Node;
  readonly lhs?: Node | readonly (readonly [Node, Node])[];
  readonly rhs?: Node;
  readonly expressions?: readonly Node[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly [other: string]: unknown;
}

const MOST = 50_000;
const LONGEST = 20_000;
const KNOWN = new Map<string, Node | undefined>();

/** The expression of a text between `{%` and `%}`; undefined where it is none. */
export function expressionOf(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const trimmed = text.trim();
  return trimmed.startsWith("{%") && trimmed.endsWith("%}") ? trimmed.slice(2, -2).trim() : undefined;
}

/** What the library makes of an expression; undefined where it refuses it. */
export function astOf(expression: string): Node | undefined {
  if (KNOWN.has(expression)) return KNOWN.get(expression);
  if (KNOWN.size >= MOST) KNOWN.clear();
  let ast: Node | undefined;
  try {
    ast = expression.length > LONGEST ? undefined : (jsonata(expression).ast() as unknown as Node);
  } catch {
    ast = undefined;
  }
  KNOWN.set(expression, ast);
  return ast;
}

/** A path of nothing but names: where it begins, `input`, `result`, `errorOutput`, `context` or a variable, and the names from there. */
export interface Place {
  readonly root: "input" | "result" | "errorOutput" | "context" | "variable";
  readonly variable?: string;
  readonly keys: readonly string[];
}

const ROOTS: readonly unknown[] = ["input", "result", "errorOutput", "context"];

/** The place that a node names; undefined where it computes something. */
export function placeOf(node: Node): Place | undefined {
  const steps = node.type === "path" ? (node.steps ?? []) : [node];
  const [first, ...rest] = steps;
  if (first?.type !== "variable" || typeof first.value !== "string" || first.value === "" || first.value === "$")
    return undefined;
  const names = rest.map((step) => (isPlainName(step) ? String(step.value) : undefined));
  if (isModified(first) || isModified(node) || names.includes(undefined)) return undefined;
  const keys = names.filter((name) => name !== undefined);
  if (first.value !== "states") return { root: "variable", variable: first.value, keys };
  const [root] = keys;
  return ROOTS.includes(root) ? { root: root as Exclude<Place["root"], "variable">, keys: keys.slice(1) } : undefined;
}

function isPlainName(step: Node): boolean {
  return step.type === "name" && !isModified(step);
}

const MODIFIERS = [
  "stages",
  "predicate",
  "group",
  "focus",
  "index",
  "ancestor",
  "keepArray",
  "keepSingletonArray",
  "tuple",
  "nextFunction",
  "seekingParent",
];

function isModified(node: Node): boolean {
  return MODIFIERS.some((name) => node[name] !== undefined && node[name] !== false);
}
