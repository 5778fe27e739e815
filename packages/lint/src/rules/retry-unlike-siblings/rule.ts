import { isObject, listOf, type StateNode, textOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

/** So many siblings that retry, and more than those that do not, make a custom of it. */
const CUSTOM = 2;

export const rule: Rule = {
  id: "retry-unlike-siblings",
  severity: "warning",
  preset: "recommended",
  what: "A call that is not retried, where the other calls of the same kind in this definition are.",
  why: "A moment's throttling that the others wait out fails the run here.",
  mend: "Give it the Retry that its siblings have; where it must not be repeated, say so with an exception.",
  known: "public definitions: calls that were added without the Retry of those beside them (2020 to 2026)",
  *check({ states, graph }) {
    const kinds = new Map<string, StateNode[]>();
    for (const state of states) {
      const { call } = state;
      if (call === undefined || !graph.reachable.has(state)) continue;
      const kind = `${call.sdk ? "sdk " : ""}${call.service}:${call.action}:${call.pattern}`;
      const members = kinds.get(kind);
      if (members === undefined) kinds.set(kind, [state]);
      else members.push(state);
    }
    for (const members of kinds.values()) {
      const retried = members.filter(isRetried);
      const others = members.filter((state) => !isRetried(state));
      if (retried.length < CUSTOM || retried.length <= others.length) continue;
      for (const state of others)
        yield {
          message: `is not retried, as ${retried.length} of ${members.length} calls of ${textOf(state.raw["Resource"])} are`,
          state,
          related: retried.slice(0, 3),
        };
    }
  },
};

function isRetried({ raw }: StateNode): boolean {
  return listOf(raw["Retry"]).some(isObject);
}
