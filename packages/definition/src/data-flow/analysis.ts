import { lookup } from "../shapes/places.ts";
import { ANSWER, EMPTY, INPUT, joined, type Shape, widened } from "../shapes/shape.ts";
import type { Scope, StateNode, Tree } from "../tree/tree.ts";
import { answerShape } from "./answers.ts";
import { joinedWorlds } from "./assume.ts";
import { leaveJsonata } from "./leave-jsonata.ts";
import { leaveJsonpath } from "./leave-jsonpath.ts";
import type { Mark } from "./marks.ts";
import { type Step, stepsOf } from "./order.ts";
import { enteredScope, gathered } from "./scopes.ts";
import type { WaysOut } from "./ways-out.ts";
import type { World } from "./world.ts";

/** So often a state is looked at before loops are generalised, and before nothing more is said of it. */
const WIDEN_AFTER = 4;
const GIVE_UP_AFTER = 40;
/** More kinds of routes are taken together. */
const MOST_KINDS = 12;
const ALL = "";

/**
 * What every state may find, on any route: worked out forwards, until nothing changes. Routes that differ at a mark are
 * kept apart.
 */
export class Analysis {
  readonly #marks: readonly Mark[];
  readonly #entered: (Map<string, World> | undefined)[] = [];
  readonly #waiting: (World[] | undefined)[] = [];
  readonly #worked: number[] = [];
  readonly #left = new Map<StateNode, readonly WaysOut[]>();
  readonly #ends = new Map<Scope, Shape>();
  readonly #dirty: boolean[] = [];
  readonly #stepOf = new Map<StateNode, { enter: number; leave: number }>();

  constructor(tree: Tree, marks: readonly Mark[] = [], input: Shape = INPUT) {
    this.#marks = marks;
    const steps = stepsOf(tree);
    for (const [index, { state, isLeaving }] of steps.entries()) {
      const known = this.#stepOf.get(state);
      if (known === undefined) this.#stepOf.set(state, { enter: index, leave: index });
      else if (isLeaving) known.leave = index;
    }
    this.#enter(tree.root.states.get(tree.root.startAt ?? ""), { data: input, vars: EMPTY, given: input });
    this.#run(steps);
  }

  /** What the state may find, by kind of route; nothing where no route leads to it. */
  entered(state: StateNode): readonly World[] {
    return [...(this.#entered[state.id]?.values() ?? [])];
  }

  /** How the state is left, for each kind of route. */
  left(state: StateNode): readonly WaysOut[] {
    const known = this.#left.get(state);
    if (known !== undefined) return known;
    const left = this.entered(state).map((world) => this.#leave(state, world));
    this.#left.set(state, left);
    return left;
  }

  /** What the state's service, or its branches, give; undefined where they never do. */
  answer(state: StateNode): Shape | undefined {
    if (state.inner.length === 0) return state.type === "Task" ? answerShape(state) : ANSWER;
    return gathered(
      state,
      state.inner.map((scope) => this.#ends.get(scope)),
    );
  }

  #run(steps: readonly Step[]): void {
    for (let again = true; again;) {
      again = false;
      for (const [index, step] of steps.entries()) {
        if (this.#dirty[index] !== true) continue;
        again = true;
        this.#dirty[index] = false;
        this.#work(step);
      }
    }
  }

  #work({ state, isLeaving }: Step): void {
    if (!isLeaving && !this.#takesIn(state)) return;
    const worlds = this.entered(state);
    if (state.inner.length > 0 && !isLeaving) {
      for (const world of worlds) {
        const inner = enteredScope(state, world);
        if (inner === undefined) continue;
        for (const scope of state.inner) this.#enter(scope.states.get(scope.startAt ?? ""), inner);
      }
      this.#mark(state, "leave");
      return;
    }
    for (const world of worlds) {
      const { edges, end } = this.#leave(state, world);
      for (const [edge, left] of edges) this.#enter(edge.to, left);
      if (end !== undefined) this.#end(state, end);
    }
  }

  #leave(state: StateNode, world: World): WaysOut {
    const answer = this.answer(state);
    return state.isJsonata ? leaveJsonata(state, world, answer) : leaveJsonpath(state, world, answer);
  }

  #end({ scope }: StateNode, shape: Shape): void {
    const known = this.#ends.get(scope);
    const both = known === undefined ? shape : joined(known, shape);
    if (both === known) return;
    this.#ends.set(scope, both);
    if (scope.parent !== undefined) this.#mark(scope.parent, "leave");
  }

  #mark(state: StateNode, step: "enter" | "leave"): void {
    const index = this.#stepOf.get(state)?.[step];
    if (index !== undefined) this.#dirty[index] = true;
  }

  #enter(state: StateNode | undefined, world: World): void {
    if (state === undefined) return;
    (this.#waiting[state.id] ??= []).push(world);
    this.#mark(state, "enter");
  }

  /** Takes in what has come to a state; whether anything of it is new. */
  #takesIn(state: StateNode): boolean {
    const byKind = new Map<string, World[]>();
    for (const world of this.#waiting[state.id] ?? []) {
      const kind = this.#kindOf(world);
      const list = byKind.get(kind);
      if (list === undefined) byKind.set(kind, [world]);
      else list.push(world);
    }
    this.#waiting[state.id] = undefined;
    let isNew = false;
    for (const [kind, worlds] of byKind) {
      const world = pairwise(worlds);
      if (world !== undefined && this.#adds(state, kind, world)) isNew = true;
    }
    if (isNew) this.#worked[state.id] = (this.#worked[state.id] ?? 0) + 1;
    return isNew;
  }

  #adds(state: StateNode, own: string, world: World): boolean {
    const worlds = (this.#entered[state.id] ??= new Map<string, World>());
    const kind = worlds.has(ALL) ? ALL : own;
    const known = worlds.get(kind);
    const both = known === undefined ? world : this.#together(state, known, world);
    if (both === undefined || both === known) return false;
    worlds.set(kind, both);
    if (worlds.size > MOST_KINDS) {
      const whole = pairwise([...worlds.values()]);
      worlds.clear();
      if (whole !== undefined) worlds.set(ALL, whole);
    }
    return true;
  }

  #together({ id }: StateNode, known: World, world: World): World | undefined {
    const worked = this.#worked[id] ?? 0;
    if (worked <= WIDEN_AFTER) return joinedWorlds(known, world);
    const data = worked > GIVE_UP_AFTER ? INPUT : widened(known.data, world.data);
    const vars = worked > GIVE_UP_AFTER ? ANSWER : widened(known.vars, world.vars);
    return data === known.data && vars === known.vars ? known : { ...known, data, vars };
  }

  #kindOf(world: World): string {
    return this.#marks
      .map(({ root, keys }) => {
        const { shape, is } = lookup(world[root], keys);
        if (is === "never") return "-";
        return is !== "present" ? "?" : shape.kind === "literal" ? JSON.stringify(shape.value) : "+";
      })
      .join();
  }
}

/** Neighbours first: they have most in common. */
function pairwise(worlds: readonly World[]): World | undefined {
  let all = worlds;
  while (all.length > 1)
    all = all.flatMap((world, index) => (index % 2 === 1 ? [] : [joinedWorlds(world, all[index + 1]) ?? world]));
  return all[0];
}
