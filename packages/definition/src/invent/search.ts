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
const MOST_PASSES = 4;

/**
 * Looks for values with which an execution ends well, comes to nothing that is there for trouble, and does the most work:
 * at every Choice that it comes to, the ways that it does not take are tried.
 */
export async function search(
  tree: Tree,
  origins: Origins,
  start: Chosen,
  run: (chosen: Chosen) => Promise<Run>,
): Promise<Found> {
  const byPointer = new Map(tree.states.map((state) => [state.pointer, state]));
  let best: Found = { chosen: start, run: await run(start) };
  let bestScore = scoreOf(best, byPointer);
  let runs = 1;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    let isBetter = false;
    for (const pointer of choicesOf(best.run, byPointer)) {
      const choice = byPointer.get(pointer);
      const ways = choice === undefined ? [] : (origins.ways.get(choice) ?? []);
      for (const way of ways) {
        if (best.run.status === "SUCCEEDED" && !isWorthwhile(way.edge.to, best.run)) continue;
        for (const wish of wishesFor(ways, way, origins.reads)) {
          if (runs >= MOST_RUNS) return await withoutMore(best, start, run, byPointer);
          const chosen = new Map([...best.chosen, ...wish]);
          if (isSame(chosen, best.chosen)) continue;
          runs += 1;
          const tried = { chosen, run: await run(chosen) };
          const score = scoreOf(tried, byPointer);
          if (!isLess(bestScore, score)) continue;
          best = tried;
          bestScore = score;
          isBetter = true;
          break;
        }
      }
    }
    if (!isBetter) break;
  }
  return await withoutMore(best, start, run, byPointer);
}

/** Without what was chosen and makes no difference. */
async function withoutMore(
  found: Found,
  start: Chosen,
  run: (chosen: Chosen) => Promise<Run>,
  byPointer: ReadonlyMap<string, StateNode>,
): Promise<Found> {
  let best = found;
  for (const key of found.chosen.keys()) {
    if (start.has(key)) continue;
    const chosen = new Map(best.chosen);
    chosen.delete(key);
    const tried = { chosen, run: await run(chosen) };
    if (!isLess(scoreOf(tried, byPointer), scoreOf(best, byPointer))) best = tried;
  }
  return best;
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

type Score = readonly number[];

function scoreOf({ chosen, run }: Found, byPointer: ReadonlyMap<string, StateNode>): Score {
  const { status, entered, taken, entries } = run;
  const states = [...entered].flatMap((pointer) => byPointer.get(pointer) ?? []);
  const caught = [...taken].filter((pointer) => pointer.includes("/Catch/")).length;
  const trouble = states.filter(({ name, type }) => type !== "Choice" && isForTrouble(name)).length + caught;
  const work = states.filter(({ type }) => type === "Task").length;
  const steps = -Math.floor(entries / 60);
  // What fails is at least to come far.
  const failsItself = states.some((state) => state.call?.action === "sendTaskFailure" && !endsWell(state));
  return status === "SUCCEEDED" && !failsItself
    ? [1, -trouble, -badOf(chosen), work, steps]
    : [0, work, -trouble, steps];
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
