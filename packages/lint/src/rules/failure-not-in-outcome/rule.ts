import { routeOf } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Rule } from "../../rule/rule.ts";
import { comparisonsOf } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "failure-not-in-outcome",
  severity: "warning",
  preset: "pipeline",
  what: "The last Choice tells good from degraded by flags, and a step that may fail on the way to it sets none of them.",
  why: "The alert says that it failed, the last mail that all steps completed.",
  mend: "Set a flag behind the Catch, as the other steps do, and give it a rule in the last Choice.",
  known: "contradicting mails, 2026-08-09",
  *check(context) {
    for (const outcome of context.states.filter(isOutcome)) {
      const flags = new Set(comparisonsOf(outcome).flatMap(({ keys }) => keys.slice(0, 1)));
      const setters = context.states.filter(({ type, raw }) => type === "Pass" && flags.has(nameOf(raw["ResultPath"])));
      if (setters.length === 0) continue;
      const silent = silentTasks(outcome, setters, context);
      for (const state of silent)
        yield {
          message: `when it fails, ${outcome.name} does not know: none of ${[...flags].join(", ")} is set`,
          state,
          related: [outcome],
        };
      if (silent.length > 0)
        yield {
          message: `knows nothing of failures of ${silent.map(({ name }) => name).join(", ")}`,
          state: outcome,
          related: silent,
        };
    }
  },
};

/** Chooses between notifications by flags alone. */
function isOutcome(state: StateNode): boolean {
  if (state.type !== "Choice" || state.edges.length < 2) return false;
  const flags = comparisonsOf(state).every(
    ({ rule }) => rule["BooleanEquals"] !== undefined || rule["IsPresent"] !== undefined,
  );
  return flags && state.edges.every(({ to }) => to.call?.service === "sns");
}

/** Tasks whose Catch comes to the outcome by an alert alone: what goes on with the run has its own say. */
function silentTasks(outcome: StateNode, setters: readonly StateNode[], { states }: LintContext): readonly StateNode[] {
  return states.filter((state) => {
    if (state.scope !== outcome.scope || state.call === undefined || state.call.service === "sns") return false;
    return state.edges.some((edge) => {
      if (edge.kind !== "catch" || edge.to === outcome) return false;
      const seen = new Set<StateNode>();
      let sawNotice = false;
      for (
        let at: StateNode | undefined = edge.to;
        at !== undefined && !seen.has(at);
        at = at.edges.find(({ kind }) => kind === "next" || kind === "default")?.to
      ) {
        if (at === outcome) return sawNotice;
        if (setters.includes(at)) return false;
        if (at.type === "Task" && at.call?.service !== "sns") return false;
        sawNotice ||= at.call?.service === "sns";
        seen.add(at);
      }
      return false;
    });
  });
}

function nameOf(path: unknown): string {
  return typeof path === "string" ? (routeOf(path)?.keys[0] ?? "") : "";
}
