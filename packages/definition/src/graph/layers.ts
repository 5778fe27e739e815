import type { Edge, Scope, StateNode } from "../tree/tree.ts";

/** Something that has its place in a layer: a state, or the place where a long edge passes. */
export interface Slot {
  readonly state: StateNode | undefined;
  readonly width: number;
  readonly height: number;
  x: number;
  /** What is written to the right of it needs as much. */
  beside: number;
  readonly above: Slot[];
  readonly below: Slot[];
}

/** An edge that is drawn through its slots, from state to state. */
export interface Drawn {
  /** One, or several of a kind between the same states. */
  readonly edges: Edge[];
  readonly slots: readonly Slot[];
  /** Leads back up: a loop. */
  readonly isBack: boolean;
}

export interface Layers {
  readonly layers: readonly (readonly Slot[])[];
  readonly drawn: readonly Drawn[];
  /** Edges too long to be followed by eye: they are named beside the state instead. */
  readonly named: readonly Edge[];
}

/** An edge over more layers than this is named, not drawn. */
const LONGEST = 10;
/** A state that more edges than this lead to is a handler: what leads to it from afar is named. */
const BUSY = 5;
const GAP = 28;
const NOTE = 140;
const SWEEPS = 8;

/** Puts the states of a scope into layers, every edge but those of loops leading down. */
export function layered(
  { states, startAt }: Scope,
  sizeOf: (state: StateNode) => { readonly width: number; readonly height: number },
): Layers {
  const start = states.get(startAt ?? "");
  const all = [...states.values()];
  const { order, back } = depthFirst(start === undefined ? all : [start, ...all]);
  const level = new Map<StateNode, number>(all.map((state) => [state, 0]));
  const isShown = (edge: Edge): boolean => !(edge.kind === "catch" && edge.to.incoming.length > BUSY);
  for (const state of order) {
    for (const edge of state.edges)
      if (!back.has(edge) && isShown(edge))
        level.set(edge.to, Math.max(level.get(edge.to) ?? 0, (level.get(state) ?? 0) + 1));
  }
  const layers: Slot[][] = [];
  const put = (at: number, slot: Slot): Slot => {
    (layers[at] ??= []).push(slot);
    return slot;
  };
  const slots = new Map(
    order.map((state) => [
      state,
      put(level.get(state) ?? 0, { state, ...sizeOf(state), x: 0, beside: 0, above: [], below: [] }),
    ]),
  );
  const drawn = new Map<string, Drawn>();
  const named: Edge[] = [];
  for (const edge of all.flatMap(({ edges }) => edges)) {
    const pair = `${edge.from.id} ${edge.to.id} ${edge.kind === "catch"}`;
    const twin = drawn.get(pair);
    if (twin !== undefined) {
      twin.edges.push(edge);
      continue;
    }
    const [from, to] = back.has(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    const [first, last] = [level.get(from) ?? 0, level.get(to) ?? 0];
    const span = Math.abs(last - first);
    const [upper, lower] = [slots.get(from), slots.get(to)];
    if (
      span > LONGEST ||
      (edge.to.incoming.length > BUSY && span > 2) ||
      span === 0 ||
      upper === undefined ||
      lower === undefined ||
      last < first
    ) {
      named.push(edge);
      const slot = slots.get(edge.from);
      if (slot !== undefined) slot.beside = NOTE;
      continue;
    }
    const between = Array.from({ length: span - 1 }, (_, index) =>
      put(first + index + 1, { state: undefined, width: 6, height: 0, x: 0, beside: 0, above: [], below: [] }),
    );
    const chain = [upper, ...between, lower];
    chain.slice(1).forEach((slot, index) => {
      const before = chain[index];
      if (before === undefined) return;
      before.below.push(slot);
      slot.above.push(before);
    });
    drawn.set(pair, { edges: [edge], slots: back.has(edge) ? chain.toReversed() : chain, isBack: back.has(edge) });
  }
  arrange(layers);
  return { layers, drawn: [...drawn.values()], named };
}

/** States so that each comes before what it leads to, and the edges that lead back. */
function depthFirst(roots: readonly StateNode[]): {
  readonly order: readonly StateNode[];
  readonly back: ReadonlySet<Edge>;
} {
  const open = new Set<StateNode>();
  const seen = new Set<StateNode>();
  const back = new Set<Edge>();
  const done: StateNode[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    const stack = [{ state: root, next: 0 }];
    seen.add(root);
    open.add(root);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const edge = frame.state.edges[frame.next++];
      if (edge === undefined) {
        open.delete(frame.state);
        done.push(frame.state);
        stack.pop();
      } else if (open.has(edge.to)) back.add(edge);
      else if (!seen.has(edge.to)) {
        seen.add(edge.to);
        open.add(edge.to);
        stack.push({ state: edge.to, next: 0 });
      }
    }
  }
  return { order: done.reverse(), back };
}

/** Orders each layer by where its neighbours are, then moves every slot as near to them as its layer lets it. */
function arrange(layers: Slot[][]): void {
  layers.forEach(pack);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const layer of isDown ? layers : layers.toReversed()) {
      const wanted = new Map(layer.map((slot) => [slot, mean(isDown ? slot.above : slot.below, slot)]));
      layer.sort((left, right) => (wanted.get(left) ?? 0) - (wanted.get(right) ?? 0));
      moveTowards(layer, wanted);
    }
  }
  const left = Math.min(0, ...layers.map(([first]) => (first === undefined ? 0 : first.x - first.width / 2)));
  for (const layer of layers) for (const slot of layer) slot.x -= left;
}

function pack(layer: readonly Slot[]): void {
  let x = 0;
  for (const slot of layer) {
    slot.x = x + slot.width / 2;
    x += slot.width + GAP + slot.beside;
  }
}

function mean(neighbours: readonly Slot[], slot: Slot): number {
  return neighbours.length === 0 ? slot.x : neighbours.reduce((sum, { x }) => sum + x, 0) / neighbours.length;
}

/** From the left and from the right, and the middle of both. */
function moveTowards(layer: readonly Slot[], wanted: ReadonlyMap<Slot, number>): void {
  const room = (one: Slot, other: Slot): number => (one.width + other.width) / 2 + GAP + one.beside;
  const fromLeft: number[] = [];
  layer.forEach((slot, index) => {
    const before = layer[index - 1];
    const least = before === undefined ? -Infinity : (fromLeft[index - 1] ?? 0) + room(before, slot);
    fromLeft.push(Math.max(wanted.get(slot) ?? 0, least));
  });
  const fromRight: number[] = Array.from({ length: layer.length }, () => 0);
  for (let index = layer.length - 1; index >= 0; index--) {
    const [slot, after] = [layer[index], layer[index + 1]];
    if (slot === undefined) continue;
    const most = after === undefined ? Infinity : (fromRight[index + 1] ?? 0) - room(slot, after);
    fromRight[index] = Math.min(wanted.get(slot) ?? 0, most);
  }
  layer.forEach((slot, index) => {
    slot.x = ((fromLeft[index] ?? 0) + (fromRight[index] ?? 0)) / 2;
  });
}
