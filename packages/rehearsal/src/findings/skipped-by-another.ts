import { gateOf, jumpedGates } from "@alpha-engine/definition/data-flow";
import { isObject, type StateNode, type Tree } from "@alpha-engine/definition/tree";
import type { Fact } from "@alpha-engine/run-record";

import { visitsOf } from "./visits.ts";

/** Steps whose own flag did not say that they are skipped, and which the flag of another skipped. */
export function skippedByAnother({
  tree,
  facts,
}: {
  readonly tree: Tree;
  readonly facts: readonly Fact[];
}): readonly { state: string; message: string }[] {
  const visits = visitsOf(facts);
  const wasThere = (state: StateNode): boolean => visits.some((visit) => visit.state === state.name);
  return tree.states.flatMap((state) => {
    const gate = gateOf(state);
    const data = visits.find((visit) => visit.state === state.name)?.input;
    if (gate === undefined || !isSet(data, gate.keys) || wasThere(gate.run)) return [];
    const jumped = jumpedGates(gate).filter((other) => !wasThere(other) && !isSet(data, gateOf(other)?.keys ?? []));
    if (jumped.length === 0) return [];
    const others = jumped.map((other) => `${gateOf(other)?.run.name} (${gateOf(other)?.flag})`).join(", ");
    return [
      {
        state: state.name,
        message: `${gate.flag} skipped ${gate.run.name}, and with it what has a flag of its own: ${others}`,
      },
    ];
  });
}

function isSet(data: unknown, keys: readonly string[]): boolean {
  const value = keys.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), data);
  return value === true;
}
