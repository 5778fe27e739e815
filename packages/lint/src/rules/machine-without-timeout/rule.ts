import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "machine-without-timeout",
  severity: "warning",
  preset: "pipeline",
  what: "A machine that waits or polls has no TimeoutSeconds.",
  why: "Whatever hangs keeps the execution, its lock and its box for up to a year.",
  mend: "TimeoutSeconds at the top, above the sum of what the stages may take.",
  known: "three pipelines without any overall bound",
  *check({ tree, states, graph }) {
    if (tree.definition["TimeoutSeconds"] !== undefined) return;
    const waits = states.some(
      (state) =>
        (state.type === "Wait" && graph.loopOf(state) !== undefined) ||
        state.call?.pattern === "callback" ||
        state.call?.pattern === "sync",
    );
    if (waits) yield { message: "the machine has no TimeoutSeconds", pointer: "" };
  },
};
