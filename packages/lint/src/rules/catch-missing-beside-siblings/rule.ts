import type { Scope, StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import { asksForFailure, takesAll, tells } from "../../rule/outcome.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "catch-missing-beside-siblings",
  severity: "warning",
  preset: "recommended",
  what: "The steps around it have a Catch of everything, and this one has none.",
  why: "When it fails the execution ends there: what the others' Catch leads to, the alert, the undoing of what was done, the cleanup, does not happen.",
  mend: "Give it the Catch that its siblings have.",
  known: "one transient error in the one lane without a Catch skipped the sweep behind it (2026-07-11)",
  *check(context) {
    for (const scope of scopesOf(context)) {
      const steps = [...scope.states.values()].filter((state) => isStep(state) && !tells(state));
      const normal = normalIn(scope);
      const good = context.graph.canSucceed(scope);
      const onTheWay = steps.filter((state) => normal.has(state) && good.has(state));
      const caught = onTheWay.filter((state) => handlesAll(state, normal, context));
      const open = onTheWay.filter((state) => !state.edges.some(({ kind }) => kind === "catch"));
      for (const state of open) {
        const isOdd =
          isFew(state, { caught, open }, isAlike, 1) ||
          isFew(state, { caught, open }, (one, other) => asks(one) === asks(other), 2);
        if (!isOdd) continue;
        yield {
          message: `has no Catch, as ${caught
            .map(({ name }) => name)
            .slice(0, 4)
            .join(", ")} have`,
          state,
          related: caught,
        };
      }
    }
  },
};

/** Whether of the siblings that `isLike` takes clearly more have a Catch than not. */
function isFew(
  state: StateNode,
  { caught, open }: Record<"caught" | "open", readonly StateNode[]>,
  isLike: (one: StateNode, other: StateNode) => boolean,
  times: number,
): boolean {
  const like = (other: StateNode): boolean => isLike(state, other);
  const [with_, without] = [caught.filter(like).length, open.filter(like).length];
  return with_ >= 2 && without * times <= with_ && (times > 1 || without < with_);
}

/** A question changes nothing. */
function asks({ call }: StateNode): boolean {
  return /^(?:get|list|describe|head|query|scan|batchGet)/.test(call?.action ?? "");
}

function isAlike(one: StateNode, other: StateNode): boolean {
  return (
    one.type === other.type && one.call?.service === other.call?.service && one.call?.action === other.call?.action
  );
}

function scopesOf({ tree, states }: LintContext): readonly Scope[] {
  return [tree.root, ...states.flatMap(({ inner }) => inner)];
}

function isStep({ type, call }: StateNode): boolean {
  return (type === "Task" && call !== undefined) || type === "Map" || type === "Parallel";
}

/** Whether any error leads to a handler, and not on with the run. */
function handlesAll({ edges }: StateNode, normal: ReadonlySet<StateNode>, { graph }: LintContext): boolean {
  return edges.some(
    (edge) =>
      takesAll(edge) && ![...graph.from(edge.to, ({ kind }) => kind !== "catch")].some((state) => normal.has(state)),
  );
}

/** The states that a scope comes to when nothing fails. */
function normalIn({ states, startAt }: Scope): ReadonlySet<StateNode> {
  const seen = new Set<StateNode>();
  const pending = [states.get(startAt ?? "")];
  for (let state = pending.pop(); pending.length > 0 || state !== undefined; state = pending.pop()) {
    if (state === undefined || seen.has(state)) continue;
    seen.add(state);
    for (const { kind, entry, to } of state.edges)
      if (kind !== "catch" && !(kind === "choice" && entry !== undefined && asksForFailure(entry))) pending.push(to);
  }
  return seen;
}
