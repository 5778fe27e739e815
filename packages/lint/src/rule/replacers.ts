import { namesRead, type Presence, routeOf, startsWith, type Verdict } from "@alpha-engine/definition/data-flow";
import type { Edge, StateNode } from "@alpha-engine/definition/tree";

/** Where a value is lost that was there, or may have been, when that state began. */
export interface Replacer {
  readonly edge: Edge;
  /** In words, behind "it". */
  readonly how: string;
  readonly verdict: Verdict;
}

/** Further back nobody looks for the reason. */
const MOST = 500;

/** The states that drop the value at `keys` on the way to `state`, however far before it; none where nothing ever had it. */
export function replacersOf(state: StateNode, keys: readonly string[], presence: Presence): readonly Replacer[] {
  const found: Replacer[] = [];
  const seen = new Set([state]);
  const pending = [...state.incoming];
  for (let edge = pending.pop(); edge !== undefined && seen.size < MOST; edge = pending.pop()) {
    const verdict = presence.behind(edge, keys);
    if (!isMissing(verdict)) continue;
    const { from } = edge;
    if (isMissing(presence.at(from, keys))) {
      if (!seen.has(from)) pending.push(...from.incoming);
      seen.add(from);
    } else if (from.type !== "Choice") found.push({ edge, how: howOf(edge), verdict });
  }
  return found;
}

/**
 * The states that surely drop the value at `keys` on one route to `state`, where others may have kept it. Looked for only
 * along edges that leave the data alone; a `warning` where a Choice on the way may see to it that the route is not taken.
 */
export function droppersOf(state: StateNode, keys: readonly string[], presence: Presence): readonly Dropper[] {
  const found: Dropper[] = [];
  const seen = new Set([state]);
  const pending = state.incoming.map((edge) => ({ edge, isCertain: true }));
  for (let next = pending.pop(); next !== undefined && seen.size < NEAREST; next = pending.pop()) {
    const { edge, isCertain } = next;
    const { from } = edge;
    if (replaces(edge)) {
      const isLost = presence.behind(edge, keys) === "never" && !isMissing(presence.at(from, keys));
      if (isLost) found.push({ edge, how: howOf(edge), verdict: "never", severity: isCertain ? "error" : "warning" });
    } else if (!seen.has(from) && leavesAlone(edge, keys)) {
      seen.add(from);
      for (const earlier of from.incoming)
        pending.push({ edge: earlier, isCertain: isCertain && from.type !== "Choice" });
    }
  }
  return found;
}

interface Dropper extends Replacer {
  readonly severity: "error" | "warning";
}

const NEAREST = 200;

/** Whether what the edge carries is the result alone. */
function replaces({ kind, from, entry }: Edge): boolean {
  const { raw, isJsonata, type } = from;
  if (kind === "catch") return isJsonata ? entry?.["Output"] === undefined : isWhole(entry?.["ResultPath"]);
  if (!["Task", "Map", "Parallel"].includes(type)) return false;
  return isJsonata ? raw["Output"] === undefined : isWhole(raw["ResultPath"]);
}

function isWhole(path: unknown): boolean {
  return path === undefined || path === "$";
}

/** Whether the value at `keys` goes through, and nothing on the way has asked for it. */
function leavesAlone({ kind, from, entry }: Edge, keys: readonly string[]): boolean {
  const { raw, isJsonata, type } = from;
  if (isJsonata)
    return ["Choice", "Wait", "Pass"].includes(type) && raw["Output"] === undefined && entry?.["Output"] === undefined;
  if (raw["OutputPath"] !== undefined || raw["InputPath"] !== undefined) return false;
  if (namesRead(from).includes(keys[0] ?? "")) return false;
  if (type === "Pass" && raw["ResultPath"] === undefined)
    return raw["Parameters"] === undefined && raw["Result"] === undefined;
  const path = kind === "catch" ? entry?.["ResultPath"] : raw["ResultPath"];
  const place = typeof path === "string" ? routeOf(path)?.keys : [];
  return place === undefined || place.length === 0 || (!startsWith(keys, place) && !startsWith(place, keys));
}

/** The places of the input that a JSONata expression names. */
export function inputsIn(expression: string): readonly (readonly string[])[] {
  return [...expression.matchAll(/\$states\.input((?:\.[A-Za-z_]\w*)+)(?!\w|\s*\()/g)].map(([, path = ""]) =>
    path.slice(1).split("."),
  );
}

/** The place of the input that a JSONata expression is. */
export function keysOfInput(expression: string): readonly string[] | undefined {
  const [, path] = /^\$states\.input((?:\.[A-Za-z_]\w*)+)$/.exec(expression.trim()) ?? [];
  return path?.slice(1).split(".");
}

function isMissing(verdict: Verdict): boolean {
  return verdict === "sometimes" || verdict === "never";
}

function howOf({ kind, from, entry }: Edge): string {
  const { raw, isJsonata, type } = from;
  const path = kind === "catch" ? entry?.["ResultPath"] : raw["ResultPath"];
  const what = isJsonata || typeof path !== "string" || isWhole(path) ? "the data" : `what is at ${path}`;
  if (kind === "catch") return `replaces ${what} with the error that it catches`;
  if (type === "Map" || type === "Parallel") return `replaces ${what} with the list of what its branches give`;
  return type === "Task" ? `replaces ${what} with its answer` : `replaces ${what}`;
}
