import type { JsonValue } from "@alpha-engine/asl";

import { mergedShape } from "../shapes/merge.ts";
import { assumePresent, lookupThroughLists } from "../shapes/places.ts";
import {
  ANSWER,
  DEEPEST,
  either,
  EMPTY,
  type Field,
  fromJson,
  joined,
  listOfShapes,
  NEVER,
  present,
  SCALAR,
  type Shape,
  withField,
} from "../shapes/shape.ts";
import { isObject } from "../tree/tree.ts";
import { contextShape } from "./context-shape.ts";
import { astOf, expressionOf, type Node, type Place, placeOf } from "./jsonata-ast.ts";
import type { Sight } from "./world.ts";

/** Where nothing is known: it may also be nothing at all. */
const UNKNOWN: Field = { shape: ANSWER, is: "answer" };

/** What a field of a JSONata state holds; undefined where it always fails, as an expression of it gives nothing. */
export function jsonataTemplateShape(template: JsonValue, sight: Sight, depth = 0): Shape | undefined {
  if (depth > DEEPEST) return ANSWER;
  const expression = expressionOf(template);
  if (expression !== undefined) {
    const { shape, is } = expressionField(expression, sight);
    return is === "never" ? undefined : shape;
  }
  if (Array.isArray(template)) {
    const items = (template as readonly JsonValue[]).map((item) => jsonataTemplateShape(item, sight, depth + 1));
    return items.every((item) => item !== undefined) ? listOfShapes(items) : undefined;
  }
  if (!isObject(template)) return fromJson(template);
  let object = EMPTY;
  for (const [key, value] of Object.entries(template)) {
    const shape = jsonataTemplateShape(value, sight, depth + 1);
    if (shape === undefined) return undefined;
    object = withField(object, key, present(shape));
  }
  return object;
}

/** What an expression gives, and whether it gives anything. */
export function expressionField(expression: string, sight: Sight): Field {
  const ast = astOf(expression);
  return ast === undefined ? UNKNOWN : nodeField(ast, sight, 0);
}

export function placeField({ root, variable = "", keys }: Place, sight: Sight): Field {
  if (root === "variable") return lookupThroughLists(sight.vars, [variable, ...keys]);
  if (root === "input") return lookupThroughLists(sight.data, keys);
  const start = root === "context" ? contextShape(sight) : sight[root];
  return start === undefined ? UNKNOWN : lookupThroughLists(start, keys);
}

const MOST_NESTED = 60;

function nodeField(node: Node, sight: Sight, depth: number): Field {
  if (depth > MOST_NESTED) return UNKNOWN;
  const place = placeOf(node);
  if (place !== undefined) return placeField(place, sight);
  const inner = (other: Node | undefined): Field => (other === undefined ? NEVER : nodeField(other, sight, depth + 1));
  switch (node.type) {
    case "string":
    case "number":
      return present({ kind: "literal", value: node.value as string | number });
    case "value":
      return present(fromJson((node.value ?? null) as JsonValue));
    case "unary":
      return unaryField(node, inner);
    case "condition": {
      const where = whereTrue(node.condition, sight);
      const other = inner(node.else);
      if (where === undefined || node.then === undefined) return other;
      const one = nodeField(node.then, where, depth + 1);
      return { shape: joinedPresent(one, other), is: either(one.is, other.is) };
    }
    case "binary":
      return binaryField(node, inner);
    case "function":
      return functionField(node, inner);
    default:
      return UNKNOWN;
  }
}

/** What is true is there, as is what `$exists` asks after; undefined where it never is. */
function whereTrue(condition: Node | undefined, sight: Sight): Sight | undefined {
  if (condition?.type === "binary" && condition.value === "and") {
    const left = whereTrue(condition.lhs as Node | undefined, sight);
    return left === undefined ? undefined : whereTrue(condition.rhs, left);
  }
  const asks = condition?.type === "function" && condition.procedure?.value === "exists";
  const named = asks ? condition.arguments?.[0] : condition;
  const place = named === undefined ? undefined : placeOf(named);
  if (place === undefined) return sight;
  if (placeField(place, sight).is === "never") return undefined;
  if (place.root === "input") return { ...sight, data: assumePresent(sight.data, place.keys) ?? sight.data };
  if (place.root !== "variable") return sight;
  return { ...sight, vars: assumePresent(sight.vars, [place.variable ?? "", ...place.keys]) ?? sight.vars };
}

type Inner = (node: Node | undefined) => Field;

function joinedPresent(first: Field, second: Field): Shape {
  if (first.is === "never") return second.shape;
  return second.is === "never" ? first.shape : joined(first.shape, second.shape);
}

function unaryField(node: Node, inner: Inner): Field {
  if (node.value === "[") {
    // An item that is nothing, or a list, changes what stands where.
    const items = (node.expressions ?? []).map(inner);
    const isPlain = items.every(({ shape, is }) => is === "present" && shape.kind !== "any" && shape.kind !== "list");
    return present(isPlain ? listOfShapes(items.map(({ shape }) => shape)) : listOfShapes([], ANSWER));
  }
  if (node.value !== "{" || !Array.isArray(node.lhs)) return { shape: SCALAR, is: "answer" };
  let object = EMPTY;
  for (const [key, value] of node.lhs as readonly (readonly [Node, Node])[]) {
    if (key.type !== "string" || typeof key.value !== "string") return present(ANSWER);
    object = withField(object, key.value, inner(value));
  }
  return present(object);
}

const ALWAYS = new Set(["=", "!=", "&", "and", "or", "in"]);

function binaryField(node: Node, inner: Inner): Field {
  if (ALWAYS.has(String(node.value))) return present(SCALAR);
  const sides = [inner(node.lhs as Node), inner(node.rhs)];
  if (node.value === "..") return UNKNOWN;
  if (sides.some(({ is }) => is === "never")) return { shape: SCALAR, is: "answer" };
  return { shape: SCALAR, is: sides.every(({ is }) => is === "present") ? "present" : "answer" };
}

/** Those that give a plain value whatever they are given. */
const PLAIN = new Set(["exists", "now", "millis", "uuid", "random", "count"]);

function functionField(node: Node, inner: Inner): Field {
  const name = node.procedure?.type === "variable" ? String(node.procedure.value) : "";
  const [argument] = node.arguments ?? [];
  if (PLAIN.has(name)) return present(SCALAR);
  if (name !== "merge" || argument?.type !== "unary" || argument.value !== "[") return UNKNOWN;
  const parts = (argument.expressions ?? []).map(inner);
  let merged: Shape = EMPTY;
  for (const { shape, is } of parts) {
    if (is === "never") continue;
    // A list among them gives each of its items.
    if (shape.kind === "list") return present(ANSWER);
    const over = mergedShape(merged, shape.kind === "any" ? { ...EMPTY, rest: shape.from } : shape);
    merged = is === "present" ? over : joined(merged, over);
  }
  return present(merged);
}
