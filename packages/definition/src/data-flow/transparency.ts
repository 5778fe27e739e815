import { type Edge, isObject, listOf, type StateNode, type Tree } from "../tree/tree.ts";
import { namesRead } from "./names-read.ts";
import { routeOf } from "./route.ts";

const RARE = 6;

/** Which states let a top-level name of the data through unchanged and say nothing of it. */
export class Transparency {
  /** Those that give the data another shape. */
  readonly #reshapes: ReadonlySet<StateNode>;
  readonly #mentions = new Map<string, Set<StateNode>>();
  readonly #seen: Int32Array;
  #round = 0;

  constructor({ states }: Tree) {
    this.#reshapes = new Set(states.filter(reshapes));
    this.#seen = new Int32Array(states.length);
    for (const state of states) {
      for (const name of [...namesRead(state), ...namesWritten(state)]) {
        const set = this.#mentions.get(name);
        if (set === undefined) this.#mentions.set(name, new Set([state]));
        else set.add(state);
      }
    }
  }

  /** Whether so few states speak of `name` that the way between them is better passed at once than state by state. */
  isRare(name: string): boolean {
    return (this.#mentions.get(name)?.size ?? 0) <= RARE;
  }

  /** The edges at which something is decided of `name` on the way back from `state`, and whether the scope's start is reached first. */
  frontier(state: StateNode, name: string): { readonly edges: readonly Edge[]; readonly start: boolean } {
    const mentions = this.#mentions.get(name);
    const round = ++this.#round;
    const edges: Edge[] = [];
    let start = state.scope.startAt === state.name;
    const pending = [state];
    this.#seen[state.id] = round;
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const edge of at.incoming) {
        const { from } = edge;
        if (this.#reshapes.has(from) || mentions?.has(from) === true) edges.push(edge);
        else if (this.#seen[from.id] !== round) {
          this.#seen[from.id] = round;
          start ||= from.scope.startAt === from.name;
          pending.push(from);
        }
      }
    }
    return { edges, start };
  }
}

function reshapes({ raw, type, isJsonata }: StateNode): boolean {
  if (isJsonata || raw["OutputPath"] !== undefined || raw["InputPath"] !== undefined) return true;
  if (
    listOf(raw["Catch"]).some(
      (catcher) => isObject(catcher) && (catcher["ResultPath"] === undefined || catcher["ResultPath"] === "$"),
    )
  )
    return true;
  if (!["Task", "Pass", "Parallel", "Map"].includes(type)) return false;
  if (type === "Pass" && raw["Parameters"] === undefined && raw["Result"] === undefined)
    return raw["ResultPath"] !== undefined;
  return raw["ResultPath"] === undefined || raw["ResultPath"] === "$";
}

function namesWritten({ raw }: StateNode): readonly string[] {
  const paths = [
    raw["ResultPath"],
    ...listOf(raw["Catch"]).map((catcher) => (isObject(catcher) ? catcher["ResultPath"] : undefined)),
  ];
  return paths.flatMap((path) => (typeof path === "string" ? (routeOf(path)?.keys.slice(0, 1) ?? []) : []));
}
