import type { JsonObject, JsonPrimitive, JsonValue } from "@alpha-engine/asl";

import { astOf, expressionOf, type Node } from "../data-flow/jsonata-ast.ts";
import { isObject, listOf as items } from "../tree/tree.ts";
import { type Scope, scopeOf, told, valueOf } from "./jsonata.ts";
import { seenAt } from "./jsonpath.ts";
import type { Kind } from "./kind.ts";
import type { Sight } from "./sight.ts";
import type { Value } from "./value.ts";

/** What a Choice asks, as far as it can be answered by choosing values. */
export type Condition =
  | { readonly kind: "all" | "any"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | Atom
  | { readonly kind: "unknown" };

/** One comparison of a value. */
export interface Atom {
  readonly kind: "atom";
  readonly value: Value;
  /** As the States Language has them; `IsTrue` where JSONata takes the value itself for the answer. */
  readonly operator: string;
  readonly literal: JsonPrimitive | undefined;
  /** What it is compared with, where that is no literal. */
  readonly other?: Value;
}

const UNKNOWN: Condition = { kind: "unknown" };
const DEEPEST = 40;

/** The condition of a rule of a Choice, in either language; what it reads is told. */
export function conditionOf(rule: JsonObject, sight: Sight, asked: ReadonlySet<string>): Condition {
  if (!sight.state.isJsonata) return ruleCondition(rule, sight, asked, 0);
  const condition = rule["Condition"];
  const expression = expressionOf(condition);
  const ast = expression === undefined ? undefined : astOf(expression);
  return ast === undefined ? UNKNOWN : nodeCondition(ast, scopeOf(sight), 0);
}

/** The variables of which a Choice asks whether they are there: they need not be. */
export function askedIn(rules: JsonValue | undefined, depth = 0): ReadonlySet<string> {
  const asked = new Set<string>();
  if (depth > DEEPEST) return asked;
  for (const rule of items(rules)) {
    if (!isObject(rule)) continue;
    if (typeof rule["IsPresent"] === "boolean" && typeof rule["Variable"] === "string") asked.add(rule["Variable"]);
    const inner = [...items(rule["And"]), ...items(rule["Or"]), ...(isObject(rule["Not"]) ? [rule["Not"]] : [])];
    for (const variable of askedIn(inner, depth + 1)) asked.add(variable);
  }
  return asked;
}

function ruleCondition(rule: JsonObject, sight: Sight, asked: ReadonlySet<string>, depth: number): Condition {
  if (depth > DEEPEST) return UNKNOWN;
  const inner = (part: JsonObject): Condition => ruleCondition(part, sight, asked, depth + 1);
  for (const [key, kind] of [
    ["And", "all"],
    ["Or", "any"],
  ] as const)
    if (rule[key] !== undefined) return { kind, parts: items(rule[key]).filter(isObject).map(inner) };
  if (isObject(rule["Not"])) return { kind: "not", part: inner(rule["Not"]) };
  const variable = rule["Variable"];
  const [operator, operand] = Object.entries(rule).find(([name]) => OPERATOR.test(name)) ?? [];
  if (typeof variable !== "string" || operator === undefined) return UNKNOWN;
  const { reads, state } = sight;
  const value = seenAt(variable, sight);
  const isQuestion = asked.has(variable);
  reads.add(value, { kind: kindOf(operator), reader: state, isQuestion });
  if (operator.endsWith("Path") && typeof operand === "string") {
    const other = seenAt(operand, sight);
    reads.add(other, { kind: kindOf(operator), reader: state, isQuestion: asked.has(operand) });
    return { kind: "atom", value, operator: operator.slice(0, -"Path".length), literal: undefined, other };
  }
  const literal = operand as JsonPrimitive;
  // That a list has no second item says nothing of its items.
  if (operator === "IsPresent" && literal === false && /\[[1-9]\d*\]$/.test(variable)) return UNKNOWN;
  reads.compare(value, { operator, literal });
  return { kind: "atom", value, operator, literal };
}

const OPERATOR = /^(?:String|Numeric|Boolean|Timestamp|Is)[A-Z]\w+$/;

function kindOf(operator: string): Kind {
  if (operator.startsWith("String") || operator === "IsString") return "text";
  if (operator.startsWith("Numeric") || operator === "IsNumeric") return "number";
  if (operator.startsWith("Boolean") || operator === "IsBoolean") return "boolean";
  return operator.startsWith("Timestamp") || operator === "IsTimestamp" ? "time" : "any";
}

const COMPARED: Readonly<Record<string, string>> = {
  "=": "Equals",
  "!=": "Equals",
  "<": "LessThan",
  "<=": "LessThanEquals",
  ">": "GreaterThan",
  ">=": "GreaterThanEquals",
};
const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function nodeCondition(node: Node, scope: Scope, depth: number): Condition {
  if (depth > DEEPEST) return UNKNOWN;
  const inner = (part: Node | undefined): Condition =>
    part === undefined ? UNKNOWN : nodeCondition(part, scope, depth + 1);
  const [argument] = node.arguments ?? [];
  const name = node.type === "function" && node.procedure?.type === "variable" ? node.procedure.value : undefined;
  if (node.type === "block" && node.expressions?.length === 1) return inner(node.expressions[0]);
  if (name === "not") return { kind: "not", part: inner(argument) };
  if (name === "boolean") return inner(argument);
  if (name === "exists") {
    const value = valueOf(argument, scope);
    told(node, scope, "any");
    scope.sight.reads.add(value, { kind: "any", reader: scope.sight.state, isQuestion: true });
    scope.sight.reads.compare(value, { operator: "IsPresent", literal: true });
    return { kind: "atom", value, operator: "IsPresent", literal: true };
  }
  if (node.type === "binary") {
    const operator = String(node.value);
    const lhs = node.lhs as Node | undefined;
    if (operator === "and" || operator === "or")
      return { kind: operator === "and" ? "all" : "any", parts: [inner(lhs), inner(node.rhs)] };
    return compared(operator, lhs, node.rhs, scope);
  }
  if (node.type !== "path" && node.type !== "variable") {
    told(node, scope, "any");
    return UNKNOWN;
  }
  const value = told(node, scope, "boolean");
  return { kind: "atom", value, operator: "BooleanEquals", literal: true };
}

function compared(operator: string, lhs: Node | undefined, rhs: Node | undefined, scope: Scope): Condition {
  const left = told(counted(lhs), scope, counted(lhs) === lhs ? "any" : "list");
  const right = told(rhs, scope, "any");
  const literal = literalOf(rhs) ?? literalOf(lhs);
  if (operator === "in") {
    const first = rhs?.type === "unary" ? literalOf(rhs.expressions?.[0]) : undefined;
    return first === undefined ? UNKNOWN : atomOf(left, "=", first, scope);
  }
  if (literal === undefined)
    return COMPARED[operator] === undefined
      ? UNKNOWN
      : { kind: "atom", value: left, operator: `String${COMPARED[operator]}`, literal: undefined, other: right };
  const isMirrored = literalOf(rhs) === undefined;
  const atom = atomOf(
    isMirrored ? right : left,
    isMirrored ? (MIRRORED[operator] ?? operator) : operator,
    literal,
    scope,
  );
  return operator === "!=" ? { kind: "not", part: atom } : atom;
}

/** `$count(x) > 0` and `$length(x) > 0` ask of x. */
function counted(node: Node | undefined): Node | undefined {
  const isCount = node?.type === "function" && ["count", "length"].includes(String(node.procedure?.value));
  return isCount ? node.arguments?.[0] : node;
}

function atomOf(value: Value, operator: string, literal: JsonPrimitive, scope: Scope): Condition {
  const of = typeof literal === "number" ? "Numeric" : typeof literal === "boolean" ? "Boolean" : "String";
  const name = literal === null ? "IsNull" : `${of}${COMPARED[operator] ?? "Equals"}`;
  scope.sight.reads.compare(value, { operator: name, literal: literal === null ? true : literal });
  return { kind: "atom", value, operator: name, literal: literal === null ? true : literal };
}

function literalOf(node: Node | undefined): JsonPrimitive | undefined {
  if (node?.type === "string" || node?.type === "number") return node.value as string | number;
  return node?.type === "value" ? ((node.value ?? null) as JsonPrimitive) : undefined;
}
