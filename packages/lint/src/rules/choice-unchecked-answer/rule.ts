import { pathText } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";
import { resultKeys } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "choice-unchecked-answer",
  severity: "warning",
  preset: "pipeline",
  what: "A Choice compares a path into an answer or the execution's input that may not be there, without IsPresent on that very path beside it.",
  why: "An absent path is not a mismatch that falls to Default: it is States.Runtime, and a Choice has no Catch.",
  mend: "And the comparison with IsPresent on the same path, and give the absent case a rule of its own.",
  known:
    "a verdict that a function did not return ended the run after 48 s, no alert, no orders (2026-08-13); a guard on another path (2026-07-30)",
  *check({ states, presence, graph }) {
    for (const state of states) {
      if (state.type !== "Choice" || !graph.reachable.has(state)) continue;
      for (const { keys, pointer, verdict } of presence.comparisons(state)) {
        if (keys === undefined || (verdict !== "answer" && verdict !== "input")) continue;
        yield {
          message: `compares ${pathText(keys)}, ${WHY[verdict]}`,
          state,
          pointer,
          related: writers(state, keys, states),
        };
      }
    }
  },
};

const WHY = {
  answer: "which the answer before it may not hold",
  input: "which the execution's input may not hold",
};

function writers(state: StateNode, keys: readonly string[], states: readonly StateNode[]): readonly StateNode[] {
  return states.filter((other) => {
    const written = resultKeys(other) ?? [];
    const isBefore = written.length > 0 && written.every((key, index) => keys[index] === key);
    return other !== state && other.scope === state.scope && other.type === "Task" && isBefore;
  });
}
