import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "unreachable-state",
  severity: "error",
  preset: "grammar",
  what: "A state that no route leads to.",
  why: "Step Functions refuses the definition, or what looks like a safety net never runs.",
  mend: "Lead an edge to it, or take it out.",
  known: "the validation of CreateStateMachine; a relaunch path that nothing could reach (2026-07-27)",
  *check({ states, graph, isPartlyUnknown }) {
    const severity = isPartlyUnknown ? "warning" : "error";
    for (const state of states)
      if (!graph.reachable.has(state)) yield { message: `no route leads to ${state.name}`, state, severity };
  },
};
