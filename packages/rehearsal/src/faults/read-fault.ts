import type { Definition } from "@alpha-engine/definition";
import { didYouMean } from "@alpha-engine/dialect";

import { RehearsalError } from "../errors.ts";
import { taskStates } from "../history/work-states.ts";
import { FAULT_KINDS } from "./fault-kinds.ts";
import { readKind } from "./read-kind.ts";
import type { StateFault } from "./state-faults.ts";

/**
 * A fault as people write it: `STATE:KIND`, or `STATE[2]:KIND` for one item of a Map. States' names may hold colons and
 * brackets: what is a state is taken for one.
 *
 * @throws RehearsalError with the nearest state or kind
 *
 * @example
 * ```ts example
 * import { readFault } from "@alpha-engine/rehearsal/check";
 *
 * console.log(readFault("Train: all:api:throttle:PutObject", ["Train: all"]));
 * ```
 * ```text output
 * { state: 'Train: all', kind: 'api:throttle:PutObject' }
 * ```
 */
export function readFault(text: string, states: readonly string[]): StateFault {
  const places = [...text.matchAll(/:/g)].map(({ index }) => index);
  const cuts = places.map((at) => ({ word: text.slice(0, at), kind: text.slice(at + 1) }));
  if (cuts.length === 0) {
    const message = `${text}: expected STATE:KIND, as Train:fail`;
    throw new RehearsalError("UNKNOWN_OPTION", message, { hint: "alpha-engine faults lists the kinds" });
  }
  // Longest names first.
  for (const { word, kind } of cuts.toReversed()) {
    const target = targetIn(word, states);
    if (target !== undefined && isKind(kind)) return { ...target, kind };
  }
  const known = cuts.findLast(({ word }) => targetIn(word, states) !== undefined);
  if (known !== undefined) readKind(known.kind);
  const { word = "" } = cuts.find(({ kind }) => isKind(kind)) ?? cuts[0] ?? {};
  const state = word.replace(/\[\d+\]$/, "");
  throw new RehearsalError("NO_SUCH_STATE", `${text}: there is no task ${state}${didYouMean(state, states)}`, {
    hint: "a fault is aimed at a task by its name",
  });
}

export interface FaultsOption {
  readonly definition: Definition;
  readonly faults?: readonly (string | StateFault)[] | undefined;
}

/** Those of a rehearsal, in parts. */
export function readFaults({ definition, faults = [] }: FaultsOption): readonly StateFault[] {
  const names = taskStates(definition).map(({ name }) => name);
  return faults.map((fault) => (typeof fault === "string" ? readFault(fault, names) : fault));
}

function targetIn(word: string, states: readonly string[]): Pick<StateFault, "state" | "item"> | undefined {
  if (states.includes(word)) return { state: word };
  const [, state = "", item] = /^(.+)\[(\d+)\]$/s.exec(word) ?? [];
  return states.includes(state) ? { state, item: Number(item) } : undefined;
}

/** Whether it begins like one: what is wrong behind that is said of it. */
function isKind(text: string): boolean {
  return FAULT_KINDS.some(({ id }) => text === id || new RegExp(`^${id}[:@*]`).test(text));
}
