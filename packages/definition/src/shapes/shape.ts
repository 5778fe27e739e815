import type { JsonValue } from "@alpha-engine/asl";

import { type Entries, united, withEntry } from "./entries.ts";

/** Who decides whether something of which the definition says nothing is there. */
export type Source =
  /** A service, a function, an expression that is not followed. */
  | "answer"
  /** Who starts the execution. */
  | "input";

/**
 * Whether a value is there: always; if an answer has it; if the execution's input has it; on some routes and on others
 * not; never.
 */
export type Verdict = "present" | Source | "sometimes" | "never";

/** All the values that one place of the data can have. */
export type Shape =
  | { readonly kind: "any"; readonly from: Source }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** A text, a number, a boolean or null: nothing can be inside. */
  | { readonly kind: "scalar" }
  | ObjectShape
  | ListShape;

export interface ObjectShape {
  readonly kind: "object";
  readonly fields: Entries<Field> | undefined;
  /** Who may have put more fields there, or made something else of it; undefined where there are no others. */
  readonly rest: Source | undefined;
  /** How deep it nests, at most. */
  readonly depth: number;
}

export interface ListShape {
  readonly kind: "list";
  /** The first ones, which are surely there. */
  readonly known: readonly Shape[];
  /** Those behind them; undefined where there are none. */
  readonly others: Shape | undefined;
  readonly depth: number;
}

export interface Field {
  readonly shape: Shape;
  readonly is: Verdict;
}

export const ANSWER: Shape = { kind: "any", from: "answer" };
export const INPUT: Shape = { kind: "any", from: "input" };
export const SCALAR: Shape = { kind: "scalar" };
export const EMPTY: ObjectShape = { kind: "object", fields: undefined, rest: undefined, depth: 0 };
export const NEVER: Field = { shape: SCALAR, is: "never" };

/** What nests deeper is not followed: a loop that wraps its data comes to an end. */
export const DEEPEST = 12;

export function present(shape: Shape): Field {
  return { shape, is: "present" };
}

export function anyFrom(source: Source): Shape {
  return source === "input" ? INPUT : ANSWER;
}

export function listOfShapes(known: readonly Shape[], others?: Shape): Shape {
  const kept = known.slice(0, 100).map(notTooDeep);
  const tail =
    known.length > 100 ? joinedAll([...known.slice(100), ...(others === undefined ? [] : [others])]) : others;
  const depth = Math.max(0, ...kept.map(depthOf), tail === undefined ? 0 : depthOf(tail)) + 1;
  return { kind: "list", known: kept, others: tail === undefined ? undefined : notTooDeep(tail), depth };
}

export function withField(object: ObjectShape, key: string, { shape, is }: Field): ObjectShape {
  const kept = notTooDeep(shape);
  const depth = Math.max(object.depth, depthOf(kept) + 1);
  return { kind: "object", fields: withEntry(object.fields, key, { shape: kept, is }), rest: object.rest, depth };
}

export function fromJson(value: JsonValue, depth = 0): Shape {
  if (depth > DEEPEST) return ANSWER;
  if (Array.isArray(value))
    return listOfShapes((value as readonly JsonValue[]).map((item) => fromJson(item, depth + 1)));
  if (typeof value !== "object" || value === null) return { kind: "literal", value };
  let object: ObjectShape = EMPTY;
  for (const [key, item] of Object.entries(value)) object = withField(object, key, present(fromJson(item, depth + 1)));
  return object;
}

export function worse(first: Verdict, second: Verdict): Verdict {
  return RANK[first] >= RANK[second] ? first : second;
}
const RANK: Readonly<Record<Verdict, number>> = { present: 0, answer: 1, input: 2, sometimes: 3, never: 4 };

/** Whether it is there, seen from two routes that meet. */
export function either(first: Verdict, second: Verdict): Verdict {
  if (first === second) return first;
  const worst = worse(first, second);
  return worst === "never" ? "sometimes" : worst;
}

/** What holds on both of two routes; the first itself where the second adds nothing. */
export function joined(first: Shape, second: Shape): Shape {
  if (first === second) return first;
  if (first.kind === "object" && second.kind === "object") return joinedObjects(first, second);
  if (first.kind === "list" && second.kind === "list") return joinedLists(first, second);
  if (isFlat(first) && isFlat(second)) {
    if (first.kind === "literal" && second.kind === "literal" && first.value === second.value) return first;
    return SCALAR;
  }
  const source = [first, second].some((shape) => sourceOf(shape) === "input") ? "input" : "answer";
  return first.kind === "any" && first.from === source ? first : anyFrom(source);
}

/** As {@link joined}, but coming to an end: where the second differs nothing more is said. */
export function widened(first: Shape, second: Shape): Shape {
  const both = joined(first, second);
  if (both === first) return first;
  if (first.kind !== "object" || second.kind !== "object")
    return isFlat(both) ? both : anyFrom(sourceOf(both) ?? "answer");
  let grew = first.rest !== second.rest;
  const fields = united(first.fields, second.fields, {
    both: (one, other) => field(widened(one.shape, other.shape), either(one.is, other.is), one, other),
    onlyFirst: (one) => field(one.shape, either(one.is, first.rest ?? "never"), one),
    onlySecond: (other) => {
      grew = true;
      return other;
    },
  });
  if (grew) return anyFrom(sourceOf(both) ?? "answer");
  return { kind: "object", fields, rest: first.rest, depth: Math.max(first.depth, second.depth) };
}

export function joinedAll(shapes: readonly Shape[]): Shape | undefined {
  const [first, ...rest] = shapes;
  return first === undefined ? undefined : rest.reduce(joined, first);
}

export function sourceOf(shape: Shape): Source | undefined {
  if (shape.kind === "any") return shape.from;
  return shape.kind === "object" ? shape.rest : undefined;
}

/** Pairs that nest were put together already: what is shared many times over is looked at once. */
const KNOWN = new WeakMap<Shape, WeakMap<Shape, Shape>>();

function joinedObjects(first: ObjectShape, second: ObjectShape): Shape {
  const nests = first.depth > 2 && second.depth > 2;
  const known = nests ? KNOWN.get(first)?.get(second) : undefined;
  if (known !== undefined) return known;
  const rest = first.rest === "input" || second.rest === "input" ? "input" : (first.rest ?? second.rest);
  const fields = united(first.fields, second.fields, {
    both: (one, other) => field(joined(one.shape, other.shape), either(one.is, other.is), one, other),
    onlyFirst: (one) => lone(one, second.rest),
    onlySecond: (other) => lone(other, first.rest),
  });
  const depth = Math.max(first.depth, second.depth);
  const both: Shape =
    fields === first.fields && rest === first.rest
      ? first
      : fields === second.fields && rest === second.rest
        ? second
        : { kind: "object", fields, rest, depth };
  if (nests) {
    const inner = KNOWN.get(first) ?? new WeakMap<Shape, Shape>();
    KNOWN.set(first, inner.set(second, both));
  }
  return both;
}

/** A field of one side alone: the other side may have it if it has fields that nothing is known of. */
function lone(of: Field, rest: Source | undefined): Field {
  return rest === undefined
    ? field(of.shape, either(of.is, "never"), of)
    : field(joined(of.shape, anyFrom(rest)), either(of.is, rest), of);
}

function field(shape: Shape, is: Verdict, ...same: readonly Field[]): Field {
  return same.find((one) => one.shape === shape && one.is === is) ?? { shape, is };
}

function joinedLists(first: ListShape, second: ListShape): Shape {
  const length = Math.min(first.known.length, second.known.length);
  const known = first.known.slice(0, length).map((shape, index) => joined(shape, second.known[index] ?? shape));
  const others = joinedAll(
    [first.others, ...first.known.slice(length), second.others, ...second.known.slice(length)].filter(
      (shape) => shape !== undefined,
    ),
  );
  const isFirst =
    others === first.others &&
    length === first.known.length &&
    known.every((shape, index) => shape === first.known[index]);
  return isFirst ? first : listOfShapes(known, others);
}

function isFlat(shape: Shape): boolean {
  return shape.kind === "literal" || shape.kind === "scalar";
}

function depthOf(shape: Shape): number {
  return shape.kind === "object" || shape.kind === "list" ? shape.depth : 0;
}

function notTooDeep(shape: Shape): Shape {
  return depthOf(shape) >= DEEPEST ? anyFrom(sourceOf(shape) ?? "answer") : shape;
}
