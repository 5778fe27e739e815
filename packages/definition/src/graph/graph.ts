import { type Edge, type Scope, type StateNode, type Tree } from "../tree/tree.ts";

/** What follows what in a definition. Linear, except the dominators, which nearly are. */
export class Graph {
  readonly #tree: Tree;
  #reachable: ReadonlySet<StateNode> | undefined;
  readonly #dominators = new Map<Scope, ReadonlyMap<StateNode, StateNode>>();
  readonly #succeeding = new Map<Scope, ReadonlySet<StateNode>>();
  #loops: readonly (readonly StateNode[])[] | undefined;
  #loopOf: ReadonlyMap<StateNode, readonly StateNode[]> | undefined;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Every state that an execution can come to. */
  get reachable(): ReadonlySet<StateNode> {
    this.#reachable ??= reachableFrom(this.#tree.root);
    return this.#reachable;
  }

  /** Loops: sets of states each of which can come to each other, or a state that leads to itself. */
  get loops(): readonly (readonly StateNode[])[] {
    this.#loops ??= stronglyConnected(this.#tree);
    return this.#loops;
  }

  loopOf(state: StateNode): readonly StateNode[] | undefined {
    this.#loopOf ??= new Map(this.loops.flatMap((loop) => loop.map((member) => [member, loop] as const)));
    return this.#loopOf.get(state);
  }

  /** The state that every route to a state goes through last; the start has none. */
  dominatorOf(state: StateNode): StateNode | undefined {
    let known = this.#dominators.get(state.scope);
    if (known === undefined) {
      known = dominatorsOf(state.scope);
      this.#dominators.set(state.scope, known);
    }
    return known.get(state);
  }

  /** Whether every route to `state` goes through `other`, in its scope or around it. */
  isDominatedBy(state: StateNode, other: StateNode): boolean {
    for (let place: StateNode | undefined = state; place !== undefined; place = place.scope.parent) {
      for (let at: StateNode | undefined = place; at !== undefined; at = this.dominatorOf(at))
        if (at === other) return true;
    }
    return false;
  }

  /** The states that `start` leads to, itself first, along edges that `follow` allows. */
  from(start: StateNode, follow: (edge: Edge) => boolean = () => true): ReadonlySet<StateNode> {
    const seen = new Set([start]);
    const pending = [start];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      for (const edge of state.edges) {
        if (seen.has(edge.to) || !follow(edge)) continue;
        seen.add(edge.to);
        pending.push(edge.to);
      }
    }
    return seen;
  }

  /** The states of a scope from which it can end well, without anything having been caught. */
  canSucceed(scope: Scope): ReadonlySet<StateNode> {
    const known = this.#succeeding.get(scope);
    if (known !== undefined) return known;
    const seen = new Set([...scope.states.values()].filter(endsWell));
    const pending = [...seen];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      for (const { kind, from } of state.incoming) {
        if (kind === "catch" || seen.has(from)) continue;
        seen.add(from);
        pending.push(from);
      }
    }
    this.#succeeding.set(scope, seen);
    return seen;
  }

  /** The way of a run in which nothing is skipped, waited for or caught. */
  happyPath(scope: Scope = this.#tree.root): readonly StateNode[] {
    const good = this.canSucceed(scope);
    const path: StateNode[] = [];
    const seen = new Set<StateNode>();
    let state = scope.startAt === undefined ? undefined : scope.states.get(scope.startAt);
    while (state !== undefined && !seen.has(state)) {
      seen.add(state);
      path.push(state);
      state = onwards(state, good, seen);
    }
    return path;
  }
}

/**
 * Whether an execution that ends in this state succeeds.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { endsWell } from "@alpha-engine/definition/graph";
 *
 * const { tree } = readDefinition({ StartAt: "A", States: { A: { Type: "Succeed" }, B: { Type: "Fail" } } });
 * console.log(tree.states.filter(endsWell).map(({ name }) => name));
 * ```
 * ```text output
 * [ 'A' ]
 * ```
 */
export function endsWell({ type, raw, call }: StateNode): boolean {
  // A task that answers its own token with a failure fails, as a Fail does, and can be redriven.
  const failsItself = call?.action === "sendTaskFailure" && call.pattern === "callback";
  return type === "Succeed" || (raw["End"] === true && type !== "Fail" && !failsItself);
}

function onwards(state: StateNode, good: ReadonlySet<StateNode>, seen: ReadonlySet<StateNode>): StateNode | undefined {
  const open = state.edges.filter(({ kind, to }) => kind !== "catch" && good.has(to) && !seen.has(to));
  const says = (edge: Edge, value: string): boolean =>
    JSON.stringify(edge.entry ?? {}).includes(`"StringEquals":"${value}"`);
  const success = open.find((edge) => says(edge, "Success") || says(edge, "SUCCEEDED") || says(edge, "OK"));
  return (success ?? open.find(({ kind }) => kind === "default" || kind === "next") ?? open[0])?.to;
}

function reachableFrom(root: Scope): ReadonlySet<StateNode> {
  const seen = new Set<StateNode>();
  const pending: StateNode[] = [];
  const add = (state: StateNode | undefined): void => {
    if (state === undefined || seen.has(state)) return;
    seen.add(state);
    pending.push(state);
  };
  const enter = ({ startAt, states }: Scope): void => add(startAt === undefined ? undefined : states.get(startAt));
  enter(root);
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    state.edges.forEach(({ to }) => add(to));
    state.inner.forEach(enter);
  }
  return seen;
}

/** Cooper, Harvey and Kennedy: walk in reverse postorder until nothing changes. */
function dominatorsOf(scope: Scope): ReadonlyMap<StateNode, StateNode> {
  const start = scope.startAt === undefined ? undefined : scope.states.get(scope.startAt);
  if (start === undefined) return new Map();
  const order = postorder(start);
  const place = new Map(order.map((state, index) => [state, index]));
  const dominators = new Map<StateNode, StateNode>([[start, start]]);
  const common = (left: StateNode, right: StateNode): StateNode => {
    let [a, b] = [left, right];
    while (a !== b) {
      while ((place.get(a) ?? 0) < (place.get(b) ?? 0)) a = dominators.get(a) ?? start;
      while ((place.get(b) ?? 0) < (place.get(a) ?? 0)) b = dominators.get(b) ?? start;
    }
    return a;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const state of order.toReversed()) {
      if (state === start) continue;
      const known = state.incoming.map(({ from }) => from).filter((from) => dominators.has(from));
      const [first, ...rest] = known;
      if (first === undefined) continue;
      const dominator = rest.reduce(common, first);
      if (dominators.get(state) === dominator) continue;
      dominators.set(state, dominator);
      changed = true;
    }
  }
  dominators.delete(start);
  return dominators;
}

function postorder(start: StateNode): readonly StateNode[] {
  const order: StateNode[] = [];
  const seen = new Set([start]);
  const stack: { readonly state: StateNode; next: number }[] = [{ state: start, next: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const edge = frame.state.edges[frame.next++];
    if (edge === undefined) {
      order.push(frame.state);
      stack.pop();
    } else if (!seen.has(edge.to)) {
      seen.add(edge.to);
      stack.push({ state: edge.to, next: 0 });
    }
  }
  return order;
}

/** Tarjan, with a stack of its own. */
function stronglyConnected({ states }: Tree): readonly (readonly StateNode[])[] {
  const index = new Map<StateNode, number>();
  const low = new Map<StateNode, number>();
  const open = new Set<StateNode>();
  const path: StateNode[] = [];
  const loops: StateNode[][] = [];
  const enter = (state: StateNode): { readonly state: StateNode; next: number } => {
    index.set(state, index.size);
    low.set(state, index.size - 1);
    open.add(state);
    path.push(state);
    return { state, next: 0 };
  };
  const lower = (state: StateNode, value: number): void =>
    void low.set(state, Math.min(low.get(state) ?? value, value));
  for (const root of states) {
    if (index.has(root)) continue;
    const stack = [enter(root)];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const { state } = frame;
      const to = state.edges[frame.next++]?.to;
      if (to !== undefined) {
        if (!index.has(to)) stack.push(enter(to));
        else if (open.has(to)) lower(state, index.get(to) ?? 0);
        continue;
      }
      stack.pop();
      const above = stack.at(-1);
      if (above !== undefined) lower(above.state, low.get(state) ?? 0);
      if (low.get(state) !== index.get(state)) continue;
      const loop = path.splice(path.lastIndexOf(state));
      loop.forEach((member) => open.delete(member));
      if (loop.length > 1 || state.edges.some((edge) => edge.to === state)) loops.push(loop);
    }
  }
  return loops;
}
