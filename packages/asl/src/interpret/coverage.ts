import type { Machine, Scope, State } from "../definition/machine.ts";
import type { StateEntered } from "../execution/execution.ts";
import { at } from "../problem.ts";

/** Which states executions came to, and by which of the fields that name them. JSON pointers, in the order of the definition. */
export interface Coverage {
  readonly states: Covered;
  /** `StartAt`, `Next`, `Default`, and the `Next` of every rule and catcher. */
  readonly edges: Covered;
}

/** What of all there is was visited, and what was not; together that is all. */
export interface Covered {
  readonly visited: readonly string[];
  readonly missed: readonly string[];
}

/**
 * What the executions of a machine visited; `entered` is what `onStateEntered` was called with, of any number of them.
 *
 * @example
 * ```ts example
 * import { coverage, interpret, parse, type StateEntered } from "@alpha-engine/asl";
 *
 * const rule = { Variable: "$.size", NumericGreaterThan: 10, Next: "Big" };
 * const parsed = parse({
 *   StartAt: "Which",
 *   States: { Which: { Type: "Choice", Choices: [rule], Default: "Small" }, Big: { Type: "Succeed" }, Small: { Type: "Succeed" } },
 * });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const entered: StateEntered[] = [];
 * const tasks = () => Promise.reject(new Error("no tasks"));
 * await interpret(parsed.machine, { size: 3 }, { tasks, onStateEntered: (state) => entered.push(state) });
 * const { states, edges } = coverage(parsed.machine, entered);
 * console.log(states.missed, edges.missed);
 * ```
 * ```text output
 * [ '/States/Big' ] [ '/States/Which/Choices/0/Next' ]
 * ```
 */
export function coverage({ scopes }: Machine, entered: Iterable<StateEntered>): Coverage {
  const states = new Set<string>();
  const edges = new Set<string>();
  for (const { state, by } of entered) {
    states.add(state);
    edges.add(by);
  }
  const all = [...scopes.values()].toSorted((a, b) => a.pointer.length - b.pointer.length);
  return {
    states: split(
      all.flatMap((scope) => [...scope.states.values()].map(({ pointer }) => pointer)),
      states,
    ),
    edges: split(all.flatMap(edgesOf), edges),
  };
}

function split(all: readonly string[], seen: ReadonlySet<string>): Covered {
  return { visited: all.filter((pointer) => seen.has(pointer)), missed: all.filter((pointer) => !seen.has(pointer)) };
}

function edgesOf(scope: Scope): readonly string[] {
  return [at(scope.pointer, "StartAt"), ...[...scope.states.values()].flatMap(waysOut)];
}

function waysOut(state: State): readonly string[] {
  const { pointer, next } = state;
  return [
    ...(next === undefined ? [] : [at(pointer, "Next")]),
    ...(state.type === "Choice" ? state.choices.map((_, index) => at(pointer, "Choices", index, "Next")) : []),
    ...(state.type === "Choice" && state.default !== undefined ? [at(pointer, "Default")] : []),
    ...("catch" in state ? state.catch.map((_, index) => at(pointer, "Catch", index, "Next")) : []),
  ];
}
