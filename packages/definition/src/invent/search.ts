import { endsWell } from "../graph/graph.ts";
import type { StateNode, Tree } from "../tree/tree.ts";
import type { Chosen } from "./build.ts";
import type { Origins } from "./origins.ts";
import type { Run } from "./simulate.ts";
import { wishesFor } from "./wish.ts";
import { goodness, isBadIfTrue, isForTrouble } from "./words.ts";

/** Values that were chosen, and how an execution goes with them. */
export interface Found {
  readonly chosen: Chosen;
  readonly run: Run;
}

const MOST_RUNS = 240;
/** So many states are entered in all that is tried: a budget of work, which a slow machine does not make smaller. */
const MOST_ENTRIES = 60_000;
const MOST_PASSES = 4;

type Trial = (chosen: Chosen) => Promise<Run>;

/**
 * Looks for values with which an execution ends well, comes to nothing that is there for trouble, and does the most work:
 * at every Choice that it comes to, the ways that it does not take are tried. Where it ends well and has left out most, as
 * on a holiday, it looks once more for what comes far before all else.
 */
export async function search(tree: Tree, origins: Origins, start: Chosen, run: Trial): Promise<Found> {
  const climb = new Climb(tree, origins, start, run);
  const found = await climb.from(start, endsFirst);
  const all = tree.states.filter(isWork).length;
  if (found.run.status !== "SUCCEEDED" || climb.workOf(found) * 2 >= all) return await climb.withoutMore(found);
  const further = await new Climb(tree, origins, start, run).from(found.chosen, workFirst);
  return await climb.withoutMore(climb.isBetter(further, found) ? further : found);
}

type Score = readonly number[];
type Scored = (counts: Counts) => Score;

interface Counts {
  readonly endsWell: boolean;
  readonly trouble: number;
  readonly bad: number;
  readonly work: number;
  readonly steps: number;
}

// What fails is at least to come far.
const endsFirst: Scored = ({ endsWell: isGood, trouble, bad, work, steps }) =>
  isGood ? [1, -trouble, -bad, work, steps] : [0, work, -trouble, steps];
const workFirst: Scored = ({ endsWell: isGood, trouble, bad, work, steps }) => [
  work,
  Number(isGood),
  -trouble,
  -bad,
  steps,
];

class Climb {
  readonly #origins: Origins;
  readonly #start: Chosen;
  readonly #run: Trial;
  readonly #byPointer: ReadonlyMap<string, StateNode>;
  #runs = 0;
  #entries = 0;

  constructor({ states }: Tree, origins: Origins, start: Chosen, run: Trial) {
    this.#origins = origins;
    this.#start = start;
    this.#run = run;
    this.#byPointer = new Map(states.map((state) => [state.pointer, state]));
  }

  async from(chosen: Chosen, scored: Scored): Promise<Found> {
    let best = await this.#tried(chosen);
    for (let pass = 0; pass < MOST_PASSES;) {
      const before = best;
      let cameFurther = false;
      for (const pointer of choicesOf(best.run, this.#byPointer)) {
        const better = await this.#at(pointer, best, scored);
        cameFurther = better !== best && better.run.status !== "SUCCEEDED";
        best = better;
        // Where it fails now is what is to be looked at next.
        if (cameFurther) break;
      }
      if (best === before) break;
      if (!cameFurther) pass += 1;
    }
    return best;
  }

  /** The best that comes of the ways of one Choice. */
  async #at(pointer: string, found: Found, scored: Scored): Promise<Found> {
    let best = found;
    const choice = this.#byPointer.get(pointer);
    const ways = choice === undefined ? [] : (this.#origins.ways.get(choice) ?? []);
    for (const way of ways) {
      if (best.run.status === "SUCCEEDED" && !isWorthwhile(way.edge.to, best.run)) continue;
      for (const wish of wishesFor(ways, way, this.#origins.reads)) {
        const chosen = new Map([...best.chosen, ...wish]);
        if (isSame(chosen, best.chosen)) continue;
        if (this.#runs >= MOST_RUNS || this.#entries >= MOST_ENTRIES) return best;
        const tried = await this.#tried(chosen);
        if (!isLess(scored(this.#counts(best)), scored(this.#counts(tried)))) continue;
        best = tried;
        break;
      }
    }
    return best;
  }

  /** Without what was chosen and makes no difference. */
  async withoutMore(found: Found): Promise<Found> {
    let best = found;
    for (const key of found.chosen.keys()) {
      if (this.#start.has(key)) continue;
      const chosen = new Map(best.chosen);
      chosen.delete(key);
      const tried = await this.#tried(chosen);
      if (!this.isBetter(best, tried)) best = tried;
    }
    return best;
  }

  isBetter(one: Found, other: Found): boolean {
    return isLess(endsFirst(this.#counts(other)), endsFirst(this.#counts(one)));
  }

  workOf(found: Found): number {
    return this.#counts(found).work;
  }

  async #tried(chosen: Chosen): Promise<Found> {
    const run = await this.#run(chosen);
    this.#runs += 1;
    this.#entries += run.entries;
    return { chosen, run };
  }

  #counts({ chosen, run: { status, entered, taken, entries } }: Found): Counts {
    const states = [...entered].flatMap((pointer) => this.#byPointer.get(pointer) ?? []);
    const caught = [...taken].filter((pointer) => pointer.includes("/Catch/")).length;
    const failsItself = states.some((state) => state.call?.action === "sendTaskFailure" && !endsWell(state));
    return {
      endsWell: status === "SUCCEEDED" && !failsItself,
      trouble: states.filter(({ name, type }) => type !== "Choice" && isForTrouble(name)).length + caught,
      bad: badOf(chosen),
      work: states.filter(isWork).length,
      steps: -Math.floor(entries / 60),
    };
  }
}

function isWork({ name, type }: StateNode): boolean {
  return type === "Task" && !isForTrouble(name);
}

/** Whether some work that has not been done lies behind a state, by states to which nothing has come. */
function isWorthwhile(start: StateNode, { entered }: Run): boolean {
  const seen = new Set<StateNode>([start]);
  for (const state of seen) {
    if (isForTrouble(state.name) || entered.has(state.pointer)) continue;
    if (state.type === "Task") return true;
    for (const { kind, to } of state.edges) if (kind !== "catch") seen.add(to);
    for (const scope of state.inner) {
      const first = scope.states.get(scope.startAt ?? "");
      if (first !== undefined) seen.add(first);
    }
  }
  return false;
}

/** Where it went wrong first, the last Choice before that. */
function choicesOf({ entered, status }: Run, byPointer: ReadonlyMap<string, StateNode>): readonly string[] {
  const choices = [...entered].filter((pointer) => byPointer.get(pointer)?.type === "Choice");
  return status === "SUCCEEDED" ? choices : choices.toReversed();
}

function isSame(one: Chosen, other: Chosen): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

/** How many of the values say that something is wrong. */
function badOf(chosen: Chosen): number {
  return [...chosen].filter(([key, value]) =>
    value === true
      ? isBadIfTrue(key.slice(key.lastIndexOf("\n") + 1))
      : typeof value === "string" && goodness(value) === 0,
  ).length;
}

function isLess(one: Score, other: Score): boolean {
  const index = one.findIndex((value, at) => value !== other[at]);
  return index >= 0 && (one[index] ?? 0) < (other[index] ?? 0);
}
