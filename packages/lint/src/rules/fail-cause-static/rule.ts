import { routeOf } from "@alpha-engine/definition/data-flow";
import { at, isObject, listOf, type StateNode, textsOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";
import { comparisonsOf } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "fail-cause-static",
  severity: "warning",
  preset: "pipeline",
  what: "A Fail state with a constant Cause, though the error that led to it is in the data.",
  why: "Every failure looks the same: 41 runs failed with one indistinguishable cause, and a page named reasons that had not happened.",
  mend: "CausePath with the error: States.JsonToString($.error), or States.Format around it.",
  known: "2026-07-29 and 2026-08-11",
  *check({ states, presence, graph }) {
    for (const state of states) {
      if (
        state.type !== "Fail" ||
        state.isJsonata ||
        typeof state.raw["Cause"] !== "string" ||
        !graph.reachable.has(state)
      )
        continue;
      const known = isOfOneError(state)
        ? undefined
        : leadingUpTo(state)
            .flatMap((at) => [...caughtNames(states), ...comparedRecords(at, states)].map((name) => ({ at, name })))
            .find(({ at, name }) => presence.at(at, [name]) === "present")?.name;
      if (known !== undefined)
        yield {
          message: `the Cause is constant though $.${known} says what happened`,
          state,
          pointer: at(state.pointer, "Cause"),
        };
    }
  },
};

/** The state, and the few that do nothing but lead to it: a marker that is written, a notification. */
function leadingUpTo(state: StateNode): readonly StateNode[] {
  const before = state.incoming
    .filter(({ kind, from }) => kind === "next" && from.type === "Task")
    .map(({ from }) => from);
  return [state, ...before];
}

/** A Fail for one error that its Catch names: its constant says all there is. */
function isOfOneError({ incoming }: StateNode): boolean {
  return incoming.every(
    ({ kind, entry }) =>
      kind === "catch" && !textsOf(entry?.["ErrorEquals"]).some((name) => name.startsWith("States.")),
  );
}

function caughtNames(states: readonly StateNode[]): readonly string[] {
  return states.flatMap(({ raw }) =>
    listOf(raw["Catch"]).flatMap((catcher) => (isObject(catcher) ? nameOf(catcher["ResultPath"]) : [])),
  );
}

/** The record that the Choice in front looks into: more is in it than the flag. */
function comparedRecords({ incoming }: StateNode, states: readonly StateNode[]): readonly string[] {
  const compared = incoming.flatMap(({ from, kind, index }) =>
    kind === "choice"
      ? comparisonsOf(from).flatMap(({ keys, index: at }) => (at === index && keys.length > 1 ? keys.slice(0, 1) : []))
      : [],
  );
  return compared.filter((name) =>
    states.some(
      ({ raw }) =>
        nameOf(raw["ResultPath"]).includes(name) &&
        isObject(raw["Parameters"]) &&
        Object.keys(raw["Parameters"]).length > 1,
    ),
  );
}

function nameOf(path: unknown): readonly string[] {
  return typeof path === "string" ? (routeOf(path)?.keys.slice(0, 1) ?? []) : [];
}
