import { BuildError } from "../errors.ts";

/** A state as it stands in a definition. */
export type State = { readonly Type: string; readonly [field: string]: unknown };
export type States = Readonly<Record<string, State>>;

/** A state machine definition in JSONPath. */
export interface Definition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: States;
}

/** Where a step's edges lead. */
export interface Wiring {
  /** The state after this step. */
  readonly next: string;
  /** Takes every failure; expects it described in `$.error`. */
  readonly onFailure: string;
}

/** A piece of a state machine: where it is entered, and its states once it is known what follows. */
export interface Step {
  readonly entry: string;
  render(wiring: Wiring): States;
}

/** Several steps as one, each followed by the next. */
export function sequence(steps: readonly [Step, ...Step[]]): Step {
  return {
    entry: steps[0].entry,
    render({ next, onFailure }) {
      return merge(steps.map((step, index) => step.render({ next: steps[index + 1]?.entry ?? next, onFailure })));
    },
  };
}

/** Joins states; a name that comes twice would silently lose one of them. */
export function merge(groups: readonly States[]): States {
  const all: Record<string, State> = {};
  for (const [name, state] of groups.flatMap((group) => Object.entries(group))) {
    if (Object.hasOwn(all, name)) throw new BuildError("DUPLICATE_STATE", `two states are named ${name}`);
    all[name] = state;
  }
  return all;
}
