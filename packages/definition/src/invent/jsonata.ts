import type { JsonValue } from "@alpha-engine/asl";

import { astOf, expressionOf, type Node } from "../data-flow/jsonata-ast.ts";
import { isObject } from "../tree/tree.ts";
import { itemGiven } from "./given.ts";
import type { Kind } from "./kind.ts";
import { contextValue, type Sight } from "./sight.ts";
import {
  each,
  fromJson,
  joined,
  joinedAll,
  listOf,
  merged,
  named,
  NONE,
  objectOf,
  parsed,
  type Value,
} from "./value.ts";

const DEEPEST = 60;

/** What an expression sees beside the state. */
export interface Scope {
  readonly sight: Sight;
  /** `$`: what a path or a function is at. */
  readonly here: Value;
  readonly bound: ReadonlyMap<string, Value>;
  readonly depth: number;
}

/** What a field of a JSONata state holds; all that it reads is told. */
export function jsonataValue(template: JsonValue | undefined, sight: Sight, given?: string, depth = 0): Value {
  if (template === undefined || depth > DEEPEST) return NONE;
  const expression = expressionOf(template);
  if (expression !== undefined) {
    const ast = astOf(expression);
    return ast === undefined ? NONE : told(ast, scopeOf(sight), "any", given);
  }
  if (Array.isArray(template))
    return listOf(template.map((item) => jsonataValue(item as JsonValue, sight, itemGiven(given), depth + 1)));
  if (!isObject(template)) return fromJson(template);
  return objectOf(
    Object.entries(template).map(([key, value]) => {
      const place = given === undefined ? undefined : `${given} ${key}`;
      return [key, jsonataValue(value, sight, place, depth + 1)] as const;
    }),
  );
}

export function scopeOf(sight: Sight): Scope {
  return { sight, here: NONE, bound: new Map(), depth: 0 };
}

/** What a node gives, which is read as something of this kind. */
export function told(node: Node | undefined, scope: Scope, kind: Kind, given?: string): Value {
  if (node?.type === "unary" && node.value === "[") return itemsOf(node, scope, given);
  const value = valueOf(node, scope);
  if (node !== undefined && (node.type === "path" || node.type === "variable"))
    scope.sight.reads.add(value, { kind, reader: scope.sight.state, given });
  return value;
}

/** What a node gives, without saying that it is needed. */
export function valueOf(node: Node | undefined, outer: Scope): Value {
  if (node === undefined || outer.depth > DEEPEST) return NONE;
  const scope = { ...outer, depth: outer.depth + 1 };
  switch (node.type) {
    case "path":
      return pathValue(node.steps ?? [], scope);
    case "variable":
      return staged(node, variableValue(String(node.value), scope), scope);
    case "name":
      return staged(node, named(scope.here, String(node.value)), scope);
    case "unary":
      return unaryValue(node, scope);
    case "binary":
      return binaryValue(node, scope);
    case "condition":
      told(node.condition, scope, "any");
      return joined(told(node.then, scope, "any"), told(node.else, scope, "any"));
    case "block":
      return blockValue(node.expressions ?? [], scope);
    case "bind":
      return told(node.rhs, scope, "any");
    case "function":
      return functionValue(node, scope);
    case "apply":
      return applied(node, scope);
    case "lambda":
      return valueOf(node["body"] as Node | undefined, scope);
    default:
      return NONE;
  }
}

function variableValue(name: string, { sight, here, bound }: Scope): Value {
  if (name === "") return here;
  const known = bound.get(name) ?? sight.vars.get(name);
  if (known !== undefined || name !== "states") return known ?? NONE;
  return objectOf([
    ["input", sight.data],
    ["result", sight.result ?? NONE],
    ["errorOutput", sight.errorOutput ?? NONE],
    [
      "context",
      objectOf([
        ["Execution", objectOf([["Input", contextValue(["Execution", "Input"], sight)]])],
        ["Map", objectOf([["Item", objectOf([["Value", contextValue(["Map", "Item", "Value"], sight)]])]])],
      ]),
    ],
  ]);
}

function pathValue(steps: readonly Node[], scope: Scope): Value {
  let here = scope.here;
  for (const [index, step] of steps.entries()) {
    const isMapped = step.type === "unary" || step.type === "block" || step.type === "function";
    const at = isMapped && index > 0 ? joined(here, each(here)) : here;
    here = valueOf(step, { ...scope, here: at });
    if (index > 0 && isMapped && step.type === "unary") here = { ...NONE, item: here };
  }
  return here;
}

/** A filter or an index behind a step. */
function staged(node: Node, value: Value, scope: Scope): Value {
  const stages = [...(node.stages ?? []), ...((node["predicate"] as readonly Node[] | undefined) ?? [])];
  if (stages.length === 0) return value;
  scope.sight.reads.add(value, { kind: "list", reader: scope.sight.state });
  const item = each(value);
  for (const { expr } of stages) if (expr !== undefined) told(expr, { ...scope, here: item }, "any");
  return item;
}

/** Of a list that is written down, whatever its items are given to. */
function itemsOf({ expressions = [] }: Node, scope: Scope, given?: string): Value {
  if (scope.depth > DEEPEST) return NONE;
  const inside = { ...scope, depth: scope.depth + 1 };
  return listOf(expressions.map((one) => told(one, inside, "any", itemGiven(given))));
}

function unaryValue(node: Node, scope: Scope): Value {
  if (node.value === "[") return itemsOf(node, scope);
  if (node.value === "-") {
    told(node["expression"] as Node | undefined, scope, "number");
    return NONE;
  }
  if (node.value !== "{" || !Array.isArray(node.lhs)) return NONE;
  return objectOf(
    (node.lhs as readonly (readonly [Node, Node])[]).flatMap(([key, value]) => {
      const made = told(value, scope, "any");
      return key.type === "string" ? [[String(key.value), made] as const] : [];
    }),
  );
}

const OPERANDS: Readonly<Record<string, Kind>> = {
  "+": "number",
  "-": "number",
  "*": "number",
  "/": "number",
  "%": "number",
  "&": "text",
  "..": "number",
};

function binaryValue({ value, lhs, rhs }: Node, scope: Scope): Value {
  const operator = String(value);
  const kind = OPERANDS[operator] ?? "any";
  const left = told(lhs as Node | undefined, scope, kind);
  const right = told(rhs, scope, operator === "in" ? "list" : kind);
  for (const [operand, other] of [
    [left, rhs],
    [right, lhs as Node | undefined],
  ] as const)
    if (operator === "=" && (other?.type === "string" || other?.type === "number"))
      scope.sight.reads.compare(operand, { operator: "equals", literal: other.value as string | number });
  return NONE;
}

function blockValue(expressions: readonly Node[], scope: Scope): Value {
  let inner = scope;
  let last = NONE;
  for (const expression of expressions) {
    const name = expression.type === "bind" ? (expression.lhs as Node | undefined)?.value : undefined;
    last = told(expression, inner, "any");
    if (typeof name === "string") inner = { ...inner, bound: new Map(inner.bound).set(name, last) };
  }
  return last;
}

/** What the first argument of a function of JSONata, or of one of Step Functions' own, is. */
const FIRST: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(
    [
      "map",
      "filter",
      "count",
      "sum",
      "max",
      "min",
      "average",
      "append",
      "reverse",
      "distinct",
      "sort",
      "shuffle",
      "zip",
      "join",
      "reduce",
      "partition",
    ].map((name) => [name, "list"] as const),
  ),
  ...Object.fromEntries(
    [
      "uppercase",
      "lowercase",
      "trim",
      "split",
      "substring",
      "substringBefore",
      "substringAfter",
      "contains",
      "replace",
      "match",
      "pad",
      "parse",
      "eval",
      "base64encode",
      "base64decode",
      "encodeUrlComponent",
    ].map((name) => [name, "text"] as const),
  ),
  ...Object.fromEntries(
    ["abs", "floor", "ceil", "round", "power", "sqrt", "fromMillis", "formatNumber", "range"].map(
      (name) => [name, "number"] as const,
    ),
  ),
  toMillis: "time",
  keys: "object",
  lookup: "object",
  each: "object",
  spread: "object",
  merge: "any",
};

function functionValue(node: Node, scope: Scope): Value {
  const name = node.procedure?.type === "variable" ? String(node.procedure.value) : "";
  const [list, work, ...rest] = node.arguments ?? [];
  if (name === "exists") {
    scope.sight.reads.add(valueOf(list, scope), { kind: "any", reader: scope.sight.state, isQuestion: true });
    return NONE;
  }
  const first = told(list, scope, FIRST[name] ?? "any");
  const argument =
    name === "each" || name === "sift" ? NONE : name === "reduce" ? joined(NONE, each(first)) : each(first);
  const second =
    work?.type === "lambda"
      ? lambdaValue(work, name === "reduce" ? [NONE, argument] : [argument], scope)
      : told(work, scope, "any");
  for (const other of rest) told(other, scope, "any");
  switch (name) {
    case "map":
      return { ...NONE, item: second };
    case "filter":
    case "sort":
    case "reverse":
    case "distinct":
    case "string":
      return first;
    case "append":
      return { ...NONE, item: joined(each(first), each(second)) };
    case "merge":
      return list?.type === "unary" && list.value === "["
        ? [...(first.fields?.values() ?? [])].reduce(merged, NONE)
        : joinedAll([each(first)]);
    case "parse":
      return parsed(first);
    case "lookup":
      return work?.type === "string" ? named(first, String(work.value)) : NONE;
    default:
      return NONE;
  }
}

function lambdaValue(node: Node, given: readonly Value[], scope: Scope): Value {
  const bound = new Map(scope.bound);
  for (const [index, parameter] of (node.arguments ?? []).entries())
    bound.set(String(parameter.value), given[index] ?? NONE);
  return told(node["body"] as Node | undefined, { ...scope, bound }, "any");
}

/** `a ~> $f(b)` is `$f(a, b)`. */
function applied({ lhs, rhs }: Node, scope: Scope): Value {
  const first = lhs as Node | undefined;
  if (rhs?.type !== "function" || first === undefined) return told(first, scope, "any");
  return functionValue({ ...rhs, arguments: [first, ...(rhs.arguments ?? [])] }, scope);
}
