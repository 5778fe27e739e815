import { united } from "./entries.ts";
import {
  anyFrom,
  EMPTY,
  type Field,
  joined,
  type ObjectShape,
  type Shape,
  type Source,
  type Verdict,
  worse,
} from "./shape.ts";

/** The second over the first, as JsonMerge and $merge do it: field by field, the second wins where it has one. */
export function mergedShape(first: Shape, second: Shape): Shape {
  const under = asObject(first);
  const over = asObject(second);
  const fields = united(under.fields, over.fields, {
    both: overlaid,
    onlyFirst: (one) => (over.rest === undefined ? one : overlaid(one, anyOf(over.rest))),
    onlySecond: (other) => (under.rest === undefined ? other : overlaid(anyOf(under.rest), other)),
  });
  const rest = under.rest === "input" || over.rest === "input" ? "input" : (under.rest ?? over.rest);
  return { kind: "object", fields, rest, depth: Math.max(under.depth, over.depth) };
}

function overlaid(under: Field, over: Field): Field {
  if (over.is === "present" || under.is === "never") return over;
  if (over.is === "never") return under;
  return { shape: joined(under.shape, over.shape), is: better(under.is, over.is) };
}

function better(first: Verdict, second: Verdict): Verdict {
  return worse(first, second) === first ? second : first;
}

function anyOf(source: Source): Field {
  return { shape: anyFrom(source), is: source };
}

function asObject(shape: Shape): ObjectShape {
  if (shape.kind === "object") return shape;
  return shape.kind === "any" ? { ...EMPTY, rest: shape.from } : EMPTY;
}
