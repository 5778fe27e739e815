import { executionTimeout } from "../../rule/budgets.ts";
import type { Rule } from "../../rule/rule.ts";
import { worksFor } from "../../rule/work.ts";

export const rule: Rule = {
  id: "run-date-not-threaded",
  severity: "warning",
  preset: "pipeline",
  what: "A long command is not told which day the execution is for.",
  why: "Each stage asks its own clock: one that starts before midnight writes where one behind it does not look, and a replay writes to today.",
  mend: "Stamp run_date once, from the input or $$.Execution.StartTime, and hand it to every command that keeps or reads artifacts.",
  known: "an evaluator that looked under the next day (2026-05-17); verdicts of one run under three keys (2026-08-22)",
  *check({ scripts, tree }) {
    const long = scripts.filter(
      ({ state, shell }) => (executionTimeout(state) ?? 3600) >= 900 && worksFor(shell).length > 0,
    );
    const blind = long.filter(({ markers }) => !markers.some(({ path }) => /date|day|StartTime/i.test(path)));
    for (const { state, pointer } of blind)
      yield { message: "works for up to hours and gets no date of the execution", state, pointer };
    const start = tree.root.states.get(tree.root.startAt ?? "");
    if (long.length > 1 && blind.length === long.length && start !== undefined)
      yield {
        message: "no command gets a date of the execution, and nothing stamps one",
        state: start,
        related: blind.map(({ state }) => state),
      };
  },
};
