import { namesRead, routeOf } from "@alpha-engine/definition/data-flow";
import { endsWell } from "@alpha-engine/definition/graph";
import { isObject, textsOf, type Edge, type Scope, type StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Rule } from "../../rule/rule.ts";
import { comparisonsOf, pollLoop } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "silent-success",
  severity: "warning",
  preset: "pipeline",
  what: "A step fails, nobody is told, nothing that is recorded of it is ever read, and the run ends as succeeded.",
  why: "Weeks without results behind green runs: a dead evaluator for nine days, three signals without data.",
  mend: "Send an alert before going on, or let the last notification say what failed, or fail.",
  known: "2026-05-06, 2026-05-07, 2026-07-11",
  *check(context) {
    const failures = failureEdges(context);
    const normal = normalStates(context, failures);
    const readers = readersOf(context);
    const happy = new Set(scopesOf(context).flatMap((scope) => context.graph.happyPath(scope)));
    for (const edge of failures) {
      if (keepsInJsonata(edge)) continue;
      if (!normal.has(edge.from) || edge.from.call?.service === "sns" || edge.from.scope.states.size === 0) continue;
      const verdict = follow(edge, { normal, happy, readers }, context);
      if (verdict === undefined) continue;
      const how =
        edge.kind === "catch"
          ? "its Catch"
          : edge.kind === "default"
            ? "its Default, for every status that is a failure,"
            : "its rule for a failure";
      yield {
        message: `${how} leads on to ${verdict.name}: nobody is told, and the run can end as succeeded`,
        state: edge.from,
        pointer: edge.pointer,
        related: [edge.to],
      };
    }
  },
};

/** What JSONata writes and reads is not followed: a Catch that keeps the error is taken at its word. */
function keepsInJsonata({ kind, from, entry }: Edge): boolean {
  return kind === "catch" && from.isJsonata && (entry?.["Output"] !== undefined || entry?.["Assign"] !== undefined);
}

/** What a catch-all takes, and what a command's status leads to when it is neither a success nor in flight. */
function failureEdges({ states, steps }: LintContext): ReadonlySet<Edge> {
  const polls = new Map(
    steps.flatMap((step) =>
      step.polls.flatMap(({ state, choices }) =>
        choices.filter(isStatusChoice).map((choice) => [choice, state] as const),
      ),
    ),
  );
  const edges = states.flatMap((state) => {
    const poll = polls.get(state);
    const loop = poll === undefined ? [] : pollLoop(poll);
    const good = comparisonsOf(state).find(({ rule }) => rule["StringEquals"] === "Success")?.index;
    return state.edges.filter(({ kind, entry, index, to }) => {
      if (kind === "catch") return textsOf(entry?.["ErrorEquals"]).some((name) => name.startsWith("States."));
      return poll !== undefined && !(kind === "choice" && index === good) && !loop.includes(to);
    });
  });
  return new Set(edges);
}

function isStatusChoice(choice: StateNode): boolean {
  return comparisonsOf(choice).some(({ rule }) => rule["StringEquals"] === "Success");
}

/** The states that a run without failures can come to. */
function normalStates({ tree }: LintContext, failures: ReadonlySet<Edge>): ReadonlySet<StateNode> {
  const seen = new Set<StateNode>();
  const pending: StateNode[] = [];
  const add = (state: StateNode | undefined): void => {
    if (state === undefined || seen.has(state)) return;
    seen.add(state);
    pending.push(state);
  };
  add(tree.root.states.get(tree.root.startAt ?? ""));
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const edge of state.edges) if (!failures.has(edge)) add(edge.to);
    for (const scope of state.inner) add(scope.states.get(scope.startAt ?? ""));
  }
  return seen;
}

function readersOf({ states }: LintContext): ReadonlyMap<string, readonly StateNode[]> {
  const readers = new Map<string, StateNode[]>();
  for (const state of states) {
    for (const name of namesRead(state)) {
      const list = readers.get(name);
      if (list === undefined) readers.set(name, [state]);
      else list.push(state);
    }
  }
  return readers;
}

interface Flow {
  readonly normal: ReadonlySet<StateNode>;
  /** A notification on it says that all went well. */
  readonly happy: ReadonlySet<StateNode>;
  readonly readers: ReadonlyMap<string, readonly StateNode[]>;
}

function scopesOf({ tree, states }: LintContext): readonly Scope[] {
  return [tree.root, ...states.flatMap(({ inner }) => inner)];
}

/** The state at which a failure is forgotten; undefined where somebody learns of it. */
function follow(edge: Edge, { normal, happy, readers }: Flow, { graph }: LintContext): StateNode | undefined {
  const recorded = new Set(edge.kind === "catch" ? nameOf(edge.entry?.["ResultPath"]) : []);
  const seen = new Set<StateNode>();
  const merged: StateNode[] = [];
  const good = graph.canSucceed(edge.to.scope);
  const pending = [edge.to];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    const tells = state.call?.service === "sns" || state.call?.service === "sqs" || state.call?.service === "events";
    if ((tells && !happy.has(state)) || state.type === "Fail") continue;
    if (normal.has(state)) {
      if (good.has(state)) merged.push(state);
      continue;
    }
    if (state.type === "Pass") {
      const names = nameOf(state.raw["ResultPath"]);
      names.forEach((name) => recorded.add(name));
      // In a branch what a last Pass writes is the branch's answer.
      if (
        state.raw["End"] === true &&
        state.scope.parent !== undefined &&
        (isObject(state.raw["Result"]) || isObject(state.raw["Parameters"]))
      )
        continue;
    }
    if (endsWell(state)) merged.push(state);
    for (const next of state.edges) if (next.kind !== "catch") pending.push(next.to);
  }
  const isKnown = [...recorded].some((name) =>
    readers.get(name)?.some((reader) => reader !== edge.from && (normal.has(reader) || seen.has(reader))),
  );
  return isKnown ? undefined : merged[0];
}

function nameOf(path: unknown): readonly string[] {
  return typeof path === "string" ? (routeOf(path)?.keys.slice(0, 1) ?? []) : [];
}
