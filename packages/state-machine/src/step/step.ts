import type { State, States } from "@alpha-engine/definition";

import { StateMachineError } from "../errors.ts";

/** Where a step's edges lead. */
export interface Wiring {
  /** The state after this step. */
  readonly next: string;
  /** Takes every failure; expects it described in `$.error`. */
  readonly onFailure: string;
  /** Paths that exist when an advisory step of the machine went wrong. */
  readonly degraded: readonly string[];
}

/** A piece of a state machine: where it is entered, and its states once it is known what follows. */
export interface Step {
  readonly entry: string;
  /** The longest that it can take, in seconds. @default 0 */
  readonly longest?: number | undefined;
  /** Paths that exist once an advisory part of it went wrong. @default none */
  readonly advisories?: readonly string[] | undefined;
  render(wiring: Wiring): States;
}

/**
 * Several steps as one, each followed by the next.
 *
 * @example
 * ```ts example
 * import { notify, sequence } from "@alpha-engine/state-machine";
 *
 * const both = sequence([
 *   notify({ name: "First", subject: "first", message: "1" }),
 *   notify({ name: "Second", subject: "second", message: "2" }),
 * ]);
 * const states = both.render({ next: "Next", onFailure: "HandleFailure", degraded: [] });
 * console.log(both.entry, states["First"]?.["Next"], states["Second"]?.["Next"]);
 * ```
 * ```text output
 * First Second Next
 * ```
 */
export function sequence(steps: readonly [Step, ...Step[]]): Step {
  return {
    entry: steps[0].entry,
    longest: steps.reduce((sum, { longest = 0 }) => sum + longest, 0),
    advisories: steps.flatMap(({ advisories = [] }) => advisories),
    render(wiring) {
      return merge(
        steps.map((step, index) => step.render({ ...wiring, next: steps[index + 1]?.entry ?? wiring.next })),
      );
    },
  };
}

/** Joins states; a name that comes twice would silently lose one of them. */
export function merge(groups: readonly States[]): States {
  const all: Record<string, State> = {};
  for (const [name, state] of groups.flatMap((group) => Object.entries(group))) {
    if (Object.hasOwn(all, name))
      throw new StateMachineError("DUPLICATE_STATE", `two states are named ${name}`, {
        hint: "give one of the two steps another name",
      });
    all[name] = state;
  }
  return all;
}
