import { isDeepStrictEqual } from "node:util";

import { expressionsIn } from "@alpha-engine/definition/data-flow";
import type { StateNode, Tree } from "@alpha-engine/definition/tree";
import type { Fact } from "@alpha-engine/run-record";

import { visitsOf } from "./visits.ts";

/**
 * Passes that a condition leads to, and nothing else, which merge something in and came to what they began with: all of it was overruled.
 * Where no condition leads there, a merge gives defaults, which may be there already.
 */
export function mergeWithoutEffect({
  tree,
  facts,
}: {
  readonly tree: Tree;
  readonly facts: readonly Fact[];
}): readonly { state: string; message: string }[] {
  const visits = visitsOf(facts);
  return tree.states.filter(isMergeOnCondition).flatMap(({ name }) => {
    const own = visits.filter(({ state }) => state === name);
    const isIdle =
      own.length > 0 && own.every(({ input, output }) => input !== undefined && isDeepStrictEqual(input, output));
    return isIdle
      ? [{ state: name, message: `${name} merges, and nothing changed: what was there already overruled all of it` }]
      : [];
  });
}

function isMergeOnCondition(state: StateNode): boolean {
  const { type, incoming, raw, pointer } = state;
  if (type !== "Pass" || incoming.length === 0 || incoming.some(({ kind }) => kind !== "choice")) return false;
  if (state.isJsonata) return /\$merge\s*\(/.test(JSON.stringify(raw["Output"] ?? ""));
  return expressionsIn(raw["Parameters"], pointer).some(({ text }) => text.includes("States.JsonMerge"));
}
