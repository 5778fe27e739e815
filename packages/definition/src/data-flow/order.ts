import type { Scope, StateNode, Tree } from "../tree/tree.ts";

/** What is worked out in turn: what a state does, or what comes out of the scopes inside it. */
export interface Step {
  readonly state: StateNode;
  readonly isLeaving: boolean;
}

/** Every state that an edge leads to, those before it first as far as there is no loop; a scope behind the state it belongs to. */
export function stepsOf({ root }: Tree): readonly Step[] {
  const steps: Step[] = [];
  const pending: (Scope | Step)[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ("isLeaving" in next) {
      steps.push(next);
      continue;
    }
    const states = forwards(next);
    for (const state of states.toReversed()) {
      if (state.inner.length > 0) {
        pending.push({ state, isLeaving: true });
        for (const scope of state.inner.toReversed()) pending.push(scope);
      }
      pending.push({ state, isLeaving: false });
    }
  }
  return steps;
}

/** The states of a scope in reverse postorder. */
function forwards(scope: Scope): readonly StateNode[] {
  const start = scope.states.get(scope.startAt ?? "");
  if (start === undefined) return [];
  const seen = new Set([start]);
  const done: StateNode[] = [];
  const open = [{ state: start, next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const edge = top.state.edges[top.next++];
    if (edge === undefined) {
      done.push(top.state);
      open.pop();
    } else if (!seen.has(edge.to)) {
      seen.add(edge.to);
      open.push({ state: edge.to, next: 0 });
    }
  }
  return done.reverse();
}
