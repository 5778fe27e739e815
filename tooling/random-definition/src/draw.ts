import type { JsonValue } from "@alpha-engine/asl";

/** Draws a whole number from `min` to `max`. */
export type Draw = (min: number, max: number) => number;

export const VALUES: readonly JsonValue[] = [
  {},
  { a: 1 },
  { a: { b: "x" } },
  { b: true, c: null },
  { a: [1, { b: 2 }], b: { c: {} } },
  [],
  [1],
  [{ a: 1 }, { a: { b: "x" } }],
  { a: { a: { a: { a: 1 } } } },
  { c: false, a: "x" },
];

/** A value as an execution or a task may be given it. */
export function drawValue(draw: Draw): JsonValue {
  return pick(draw, VALUES);
}

export function pick<T>(draw: Draw, from: readonly T[]): T {
  const picked = from[draw(0, from.length - 1)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}

export function maybe(draw: Draw, oneIn = 2): boolean {
  return draw(1, oneIn) === 1;
}
