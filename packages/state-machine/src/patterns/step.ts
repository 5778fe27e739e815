import { BuildError } from "../errors.ts";

/** A state as it stands in a definition. */
export type State = { readonly Type: string; readonly [field: string]: unknown };
/** States by name. */
export type States = Readonly<Record<string, State>>;

/** A state machine definition; a type and no interface, so that it is a JSON object to whoever takes any. */
export type Definition = {
  readonly Comment?: string;
  /** @default JSONPath */
  readonly QueryLanguage?: "JSONPath" | "JSONata";
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: States;
};

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

/** Several steps as one, each followed by the next. */
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
    if (Object.hasOwn(all, name)) throw new BuildError("DUPLICATE_STATE", `two states are named ${name}`);
    all[name] = state;
  }
  return all;
}
