import { equal, isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { type RegularExpression, RegularExpressionTooSlow } from "../regular-expressions/regular-expression.ts";
import type { Filter, FilterPath, Operand, Path, PathFunction, Segment } from "./path.ts";

/** What paths are read against. */
export interface PathData {
  readonly input: JsonValue;
  /** Asked for only by paths that begin with `$$`. */
  readonly context?: () => JsonObject;
  readonly variables?: JsonObject;
}

/** Thrown where a path visits more places than anybody waits for. */
export class PathTooCostly extends Error {
  override readonly name: string = "PathTooCostly";
}

/** Places that a path may visit, and steps that its patterns may take. */
const MOST_VISITS = 1_000_000;
const MOST_PATTERN_STEPS = 20_000_000;

/** One evaluation: what its path starts from, and what it may still spend. */
interface Walk {
  readonly root: JsonValue;
  readonly path: string;
  visits: number;
  steps: number;
}

/** The value at `path`; `undefined` where a definite path finds nothing. */
export function evaluatePath(path: Path, data: PathData): JsonValue | undefined {
  const root = rootOf(path, data);
  if (root === undefined) return undefined;
  return path.definite
    ? selectOne(path.segments, root)
    : selectMany(path.segments, root, { root, path: path.text, visits: MOST_VISITS, steps: MOST_PATTERN_STEPS });
}

/** What the path starts from: the input, the context object, a variable. */
function rootOf({ root }: Path, { input, context, variables = {} }: PathData): JsonValue | undefined {
  if (root.kind === "variable") return Object.hasOwn(variables, root.name) ? variables[root.name] : undefined;
  return root.kind === "input" ? input : (context?.() ?? {});
}

function selectOne(segments: readonly Segment[], from: JsonValue): JsonValue | undefined {
  let value: JsonValue | undefined = from;
  for (const segment of segments) {
    if (value === undefined) return undefined;
    value = one(segment, value);
  }
  return value;
}

function one(segment: Segment, value: JsonValue): JsonValue | undefined {
  if (segment.kind === "name") return property(value, segment.name);
  if (segment.kind === "index") return isArray(value) ? value.at(segment.index) : undefined;
  if (segment.kind === "function") return applyFunction(segment.name, value);
  return undefined;
}

/** A function at the end of an indefinite path sees the whole list. */
function selectMany(segments: readonly Segment[], from: JsonValue, walk: Walk): JsonValue | undefined {
  let hits: JsonValue[] = [from];
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "function" && index === segments.length - 1) return applyFunction(segment.name, hits);
    const next: JsonValue[] = [];
    for (const hit of hits) many(segment, hit, walk, next);
    hits = next;
  }
  return hits;
}

/** Pays for so many more places. */
function visit(walk: Walk, places: number): void {
  walk.visits -= places;
  if (walk.visits < 0) throw new PathTooCostly(`The path ${walk.path} visits more than ${MOST_VISITS} places.`);
}

/** Adds what one step finds from `value`. */
function many(segment: Segment, value: JsonValue, walk: Walk, into: JsonValue[]): void {
  const add = (hit: JsonValue | undefined): void => {
    visit(walk, 1);
    if (hit !== undefined) into.push(hit);
  };
  switch (segment.kind) {
    case "names":
      return segment.names.forEach((name) => add(property(value, name)));
    case "indexes":
      return segment.indexes.forEach((index) => add(isArray(value) ? value.at(index) : undefined));
    case "slice":
      if (isArray(value))
        for (const [index, item] of value.slice(segment.start ?? 0, segment.end).entries())
          if (index % segment.step === 0) add(item);
      return;
    case "wildcard":
      return children(value).forEach(add);
    case "descend":
      return descend(value, add);
    case "filter":
      for (const item of isArray(value) ? value : isObject(value) ? [value] : []) {
        visit(walk, 1);
        if (passes(segment.test, item, walk)) into.push(item);
      }
      return;
    default:
      add(one(segment, value));
  }
}

function property(value: JsonValue, name: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function children(value: JsonValue): readonly JsonValue[] {
  if (isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

/** The value and everything in it, in the order of writing. */
function descend(value: JsonValue, add: (hit: JsonValue) => void): void {
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    add(next);
    const inner = children(next);
    for (let index = inner.length - 1; index >= 0; index--) {
      const item = inner[index];
      if (item !== undefined) open.push(item);
    }
  }
}

function passes(filter: Filter, item: JsonValue, walk: Walk): boolean {
  switch (filter.kind) {
    case "and":
      return passes(filter.left, item, walk) && passes(filter.right, item, walk);
    case "or":
      return passes(filter.left, item, walk) || passes(filter.right, item, walk);
    case "not":
      return !passes(filter.operand, item, walk);
    case "exists": {
      const hit = operandPath(filter.path, item, walk);
      return hit !== undefined && (filter.path.definite || !isArray(hit) || hit.length > 0);
    }
    default:
      return compares(filter, item, walk);
  }
}

function compares(
  { operator, left, right }: Extract<Filter, { kind: "compare" }>,
  item: JsonValue,
  walk: Walk,
): boolean {
  const a = operandValue(left, item, walk);
  if (operator === "=~") return right.kind === "pattern" && typeof a === "string" && matches(right.pattern, a, walk);
  const b = operandValue(right, item, walk);
  if (a === undefined || b === undefined) return operator === "!=" || operator === "nin" ? a !== b : false;
  switch (operator) {
    case "==":
      return equal(a, b);
    case "!=":
      return !equal(a, b);
    case "in":
    case "nin":
      return isArray(b) && b.some((member) => equal(member, a)) === (operator === "in");
    default:
      return ordered(operator, a, b);
  }
}

function matches(pattern: RegularExpression, text: string, walk: Walk): boolean {
  pattern.stepsLeft = walk.steps;
  try {
    return pattern.test(text);
  } catch (error) {
    throw error instanceof RegularExpressionTooSlow ? new PathTooCostly(`${walk.path}: ${error.message}`) : error;
  } finally {
    walk.steps = pattern.stepsLeft;
  }
}

function ordered(operator: "<" | "<=" | ">" | ">=", a: JsonValue, b: JsonValue): boolean {
  const comparable =
    (typeof a === "number" && typeof b === "number") || (typeof a === "string" && typeof b === "string");
  if (!comparable) return false;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

function operandValue(operand: Operand, item: JsonValue, walk: Walk): JsonValue | undefined {
  if (operand.kind === "path") return operandPath(operand.path, item, walk);
  return operand.kind === "literal" ? (operand.value as JsonValue) : undefined;
}

function operandPath(path: FilterPath, item: JsonValue, walk: Walk): JsonValue | undefined {
  const from = path.relative ? item : walk.root;
  return path.definite ? selectOne(path.segments, from) : selectMany(path.segments, from, walk);
}

function applyFunction(name: PathFunction, value: JsonValue): JsonValue | undefined {
  if (name === "length") {
    if (isArray(value) || typeof value === "string") return value.length;
    return isObject(value) ? Object.keys(value).length : undefined;
  }
  if (name === "keys") return isObject(value) ? Object.keys(value) : undefined;
  if (!isArray(value)) return undefined;
  if (name === "first") return value[0];
  if (name === "last") return value.at(-1);
  const numbers = value.filter((item) => typeof item === "number");
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, item) => total + item, 0);
  if (name === "sum") return sum;
  if (name === "avg") return sum / numbers.length;
  return numbers.reduce((a, b) => (name === "min" ? Math.min(a, b) : Math.max(a, b)));
}
