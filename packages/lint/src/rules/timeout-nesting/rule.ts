import { at, type StateNode } from "@alpha-engine/definition/tree";

import { deliveryTimeout, executionTimeout } from "../../rule/budgets.ts";
import type { LintContext } from "../../rule/context.ts";
import type { Found, Rule } from "../../rule/rule.ts";
import { comparisonsOf, type Poll, pollLoop } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "timeout-nesting",
  severity: "warning",
  preset: "recommended",
  what: "A limit that is shorter than the one inside it.",
  why: "The outer one ends the run, or takes the step for failed, while the inner one still has time: the work goes on unseen.",
  mend: "Inner before outer: the script's own timeout < executionTimeout < the poll's count times its wait < the machine's TimeoutSeconds.",
  known: "wrapper budgets shorter than their launcher's in five stages",
  *check(context) {
    const machine = context.tree.definition["TimeoutSeconds"];
    for (const state of context.states) {
      const { TimeoutSeconds: own, HeartbeatSeconds: heartbeat } = state.raw;
      if (typeof own === "number" && typeof heartbeat === "number" && heartbeat >= own)
        yield {
          message: `HeartbeatSeconds ${heartbeat} can never fire within TimeoutSeconds ${own}`,
          severity: "error",
          state,
          pointer: at(state.pointer, "HeartbeatSeconds"),
        };
      const longest = Math.max(typeof own === "number" ? own : 0, executionTimeout(state) ?? 0);
      if (typeof machine === "number" && longest > machine)
        yield { message: `may take ${longest} s, the whole machine ${machine} s`, state };
    }
    for (const { state, shell } of context.scripts) {
      const budget = executionTimeout(state);
      const inner = shell.commands.flatMap(({ layers }) =>
        layers.flatMap((argv) => (argv[0] === "timeout" ? secondsOf(argv) : [])),
      );
      const longest = Math.max(0, ...inner);
      if (budget !== undefined && longest >= budget)
        yield {
          message: `the script gives its work ${longest} s, and SSM kills it after ${budget} s, without a trap`,
          state,
        };
    }
    for (const { send, polls } of context.steps) for (const poll of polls) yield* pollBudget(send, poll, context);
  },
};

function secondsOf(argv: readonly string[]): readonly number[] {
  const word = argv.slice(1).find((word) => /^[\d.]+[smhd]?$/.test(word));
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  return word === undefined ? [] : [Number.parseFloat(word) * (units[word.at(-1) ?? "s"] ?? 1)];
}

/** How long the loop looks, by its counter and its waits. */
function* pollBudget(send: StateNode, { state, choices }: Poll, { graph }: LintContext): Iterable<Found> {
  const budget = executionTimeout(send);
  if (budget === undefined || graph.loopOf(state) === undefined) return;
  const loop = pollLoop(state);
  const waits = loop.filter(({ type, raw }) => type === "Wait" && typeof raw["Seconds"] === "number");
  const wait = waits.reduce((sum, { raw }) => sum + Number(raw["Seconds"]), 0);
  for (const choice of new Set([...choices, ...loop.filter(({ type }) => type === "Choice")])) {
    const limits = comparisonsOf(choice).flatMap(({ rule }) =>
      [
        rule["NumericLessThan"],
        rule["NumericLessThanEquals"],
        rule["NumericGreaterThan"],
        rule["NumericGreaterThanEquals"],
      ].filter((value) => typeof value === "number"),
    );
    const limit = Math.max(0, ...limits);
    if (limit === 0 || wait === 0 || waits.length > 1) continue;
    if (limit * wait < budget)
      yield {
        message: `looks ${limit} times ${wait} s, ${limit * wait} s in all, at a command that may run ${budget} s (and ${deliveryTimeout(send) ?? 3600} s until it is delivered)`,
        state: choice,
        related: [send],
      };
  }
}
