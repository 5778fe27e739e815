import { equal, isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Filter, FilterPath, Operand, Path, PathFunction, Segment } from "./path.ts";

/** What paths are read against. */
export interface PathData {
  readonly input: JsonValue;
  /** Asked for only by paths that begin with `$$`. */
  readonly context?: () => JsonObject;
  readonly variables?: JsonObject;
}

/** The value at `path`; `undefined` where a definite path finds nothing. */
export function evaluatePath(path: Path, data: PathData): JsonValue | undefined {
  const root = rootOf(path, data);
  return root === undefined ? undefined : select(path, root);
}

/** What the path starts from: the input, the context object, a variable. */
function rootOf({ root }: Path, { input, context, variables = {} }: PathData): JsonValue | undefined {
  if (root.kind === "variable") return Object.hasOwn(variables, root.name) ? variables[root.name] : undefined;
  return root.kind === "input" ? input : (context?.() ?? {});
}

function select(path: Pick<Path, "segments" | "definite">, root: JsonValue): JsonValue | undefined {
  if (!path.definite) return selectMany(path.segments, root);
  let value: JsonValue | undefined = root;
  for (const segment of path.segments) {
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
function selectMany(segments: readonly Segment[], root: JsonValue): JsonValue | undefined {
  let hits: JsonValue[] = [root];
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "function" && index === segments.length - 1) return applyFunction(segment.name, hits);
    hits = hits.flatMap((hit) => many(segment, hit, root));
  }
  return hits;
}

function many(segment: Segment, value: JsonValue, root: JsonValue): JsonValue[] {
  switch (segment.kind) {
    case "name":
    case "index":
    case "function": {
      const hit = one(segment, value);
      return hit === undefined ? [] : [hit];
    }
    case "names":
      return segment.names.map((name) => property(value, name)).filter((hit) => hit !== undefined);
    case "indexes":
      return isArray(value) ? segment.indexes.map((index) => value.at(index)).filter((hit) => hit !== undefined) : [];
    case "slice":
      return isArray(value)
        ? value.slice(segment.start ?? 0, segment.end).filter((_, index) => index % segment.step === 0)
        : [];
    case "wildcard":
      return children(value);
    case "descend":
      return descendants(value);
    default:
      return (isArray(value) ? [...value] : isObject(value) ? [value] : []).filter((item) =>
        passes(segment.test, item, root),
      );
  }
}

function property(value: JsonValue, name: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function children(value: JsonValue): JsonValue[] {
  if (isArray(value)) return [...value];
  return isObject(value) ? Object.values(value) : [];
}

function descendants(value: JsonValue): JsonValue[] {
  const found: JsonValue[] = [];
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    open.push(...children(next).reverse());
  }
  return found;
}

function passes(filter: Filter, item: JsonValue, root: JsonValue): boolean {
  switch (filter.kind) {
    case "and":
      return passes(filter.left, item, root) && passes(filter.right, item, root);
    case "or":
      return passes(filter.left, item, root) || passes(filter.right, item, root);
    case "not":
      return !passes(filter.operand, item, root);
    case "exists": {
      const hit = operandPath(filter.path, item, root);
      return hit !== undefined && (filter.path.definite || !isArray(hit) || hit.length > 0);
    }
    default:
      return compares(filter, item, root);
  }
}

function compares(
  { operator, left, right }: Extract<Filter, { kind: "compare" }>,
  item: JsonValue,
  root: JsonValue,
): boolean {
  const a = operandValue(left, item, root);
  if (operator === "=~") return right.kind === "pattern" && typeof a === "string" && right.pattern.test(a);
  const b = operandValue(right, item, root);
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

function ordered(operator: "<" | "<=" | ">" | ">=", a: JsonValue, b: JsonValue): boolean {
  const comparable =
    (typeof a === "number" && typeof b === "number") || (typeof a === "string" && typeof b === "string");
  if (!comparable) return false;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

function operandValue(operand: Operand, item: JsonValue, root: JsonValue): JsonValue | undefined {
  if (operand.kind === "path") return operandPath(operand.path, item, root);
  return operand.kind === "literal" ? (operand.value as JsonValue) : undefined;
}

function operandPath(path: FilterPath, item: JsonValue, root: JsonValue): JsonValue | undefined {
  return select(path, path.relative ? item : root);
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
