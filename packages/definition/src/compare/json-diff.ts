import { isDeepStrictEqual } from "node:util";

import { at, steps } from "../tree/pointer.ts";

/** One difference between what is there and what is to be there. */
export interface Change {
  /** Which property of the resource: `definition`, `roleArn`, `expression`. */
  readonly field: string;
  /** Where in it, as a JSON pointer; empty for all of it. */
  readonly pointer: string;
  /** The state that it is in, by name. */
  readonly state?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * What differs, outermost first; the order of keys does not count. A value of `undefined` is not there.
 *
 * @example
 * ```ts example
 * import { jsonDiff } from "@alpha-engine/definition";
 *
 * const before = { States: { Rest: { Type: "Wait", Seconds: 60 } } };
 * const after = { States: { Rest: { Type: "Wait", Seconds: 90 } } };
 * for (const { state, pointer, before: old, after: now } of jsonDiff("definition", before, after))
 *   console.log(state, pointer, old, now);
 * ```
 * ```text output
 * Rest /States/Rest/Seconds 60 90
 * ```
 */
export function jsonDiff(field: string, before: unknown, after: unknown, pointer = ""): readonly Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isArray(before) && isArray(after)) return arrayDiff(field, before, after, pointer);
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => jsonDiff(field, before[key], after[key], at(pointer, key)));
  }
  const state = stateOf(pointer);
  return [
    {
      field,
      pointer,
      ...(state === undefined ? {} : { state }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

/** What both have at the beginning and at the end is left out, so that one line more is one difference. */
function arrayDiff(
  field: string,
  before: readonly unknown[],
  after: readonly unknown[],
  pointer: string,
): readonly Change[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isDeepStrictEqual(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isDeepStrictEqual(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const [old, young] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  return Array.from({ length: Math.max(old.length, young.length) }, (_, index) =>
    jsonDiff(field, old[index], young[index], at(pointer, head + index)),
  ).flat();
}

/** The innermost state that a pointer leads into. */
function stateOf(pointer: string): string | undefined {
  const path = steps(pointer);
  return path.findLast((_, index) => path[index - 1] === "States");
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
