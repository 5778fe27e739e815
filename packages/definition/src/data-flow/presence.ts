import { type Edge, isObject, type StateNode, type Tree } from "../tree/tree.ts";
import { beforeEdge, beforeScope, isAssured, type Origin } from "./before.ts";
import { routeOf, startsWith } from "./route.ts";
import { readsOf } from "./template-paths.ts";
import { Transparency } from "./transparency.ts";

/**
 * Whether a value is there when a state begins, by the worst route to it: on every route; not known, because a service's
 * answer holds it or not; only if the execution's input has it; not at all.
 */
export type Verdict = "present" | "answer" | "input" | "absent";

const WORSE: Readonly<Record<Verdict, number>> = { present: 0, answer: 1, input: 2, absent: 3 };

interface Place {
  readonly state: StateNode;
  readonly keys: readonly string[];
}

/** Another place decides, one state earlier. */
interface Earlier {
  readonly keys: readonly string[];
}

/** What is known of the data on every route through a definition; asked lazily, answered once. */
export class Presence {
  readonly #question: "present" | "one of a closed list";
  readonly #tree: Tree;
  readonly #verdicts = new Map<string, Verdict>();
  readonly #open = new Set<string>();
  #transparency: Transparency | undefined;
  #written: ReadonlySet<string> | undefined;

  /** @param question Whether the value is there; or whether it is one that the definition itself names. */
  constructor(tree: Tree, question: "present" | "one of a closed list" = "present") {
    this.#tree = tree;
    this.#question = question;
  }

  /** The top-level names that some state writes through a ResultPath. */
  get written(): ReadonlySet<string> {
    this.#written ??= writtenNames(this.#tree);
    return this.#written;
  }

  /** The value at `keys` in the input of `state`. */
  at(state: StateNode, keys: readonly string[]): Verdict {
    const key = keyOf(state, keys);
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    this.#solve({ state, keys });
    return this.#verdicts.get(key) ?? "present";
  }

  /** The value at `keys` right behind `edge`. */
  behind(edge: Edge, keys: readonly string[]): Verdict {
    const origin = this.#originOf(edge, keys);
    return typeof origin === "string" ? origin : this.at(edge.from, origin.keys);
  }

  /** Whether the value is missing on a route although a state writes it: not an input that a caller may give. */
  lacks(verdict: Verdict, keys: readonly string[]): boolean {
    return verdict === "absent" || (verdict === "input" && this.written.has(keys[0] ?? ""));
  }

  /** Looks backwards from a place until each route has an answer, then carries the worst answers forwards. */
  #solve(start: Place): void {
    const places = new Map<string, Place>([[keyOf(start.state, start.keys), start]]);
    const dependents = new Map<string, string[]>();
    const answers: [string, Verdict][] = [];
    const pending = [start];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      const key = keyOf(place.state, place.keys);
      for (const origin of this.#origins(place)) {
        if ("verdict" in origin) {
          answers.push([key, origin.verdict]);
          continue;
        }
        const before = keyOf(origin.state, origin.keys);
        const known = this.#verdicts.get(before);
        if (known !== undefined) {
          answers.push([key, known]);
          continue;
        }
        const list = dependents.get(before);
        if (list === undefined) dependents.set(before, [key]);
        else list.push(key);
        if (places.has(before)) continue;
        places.set(before, origin);
        pending.push(origin);
      }
    }
    for (const key of places.keys()) this.#verdicts.set(key, "present");
    for (const [key, verdict] of answers.sort(([, left], [, right]) => WORSE[right] - WORSE[left]))
      this.#carry(key, verdict, dependents);
  }

  #carry(start: string, verdict: Verdict, dependents: ReadonlyMap<string, readonly string[]>): void {
    const pending = [start];
    for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
      if (WORSE[this.#verdicts.get(key) ?? "present"] >= WORSE[verdict]) continue;
      this.#verdicts.set(key, verdict);
      pending.push(...(dependents.get(key) ?? []));
    }
  }

  #origins({ state, keys }: Place): readonly (Place | { readonly verdict: Verdict })[] {
    const [name = ""] = keys;
    this.#transparency ??= new Transparency(this.#tree);
    const { edges, start } =
      keys.length === 0 || !this.#transparency.isRare(name)
        ? { edges: state.incoming, start: state.scope.startAt === state.name }
        : this.#transparency.frontier(state, name);
    const origins = edges.map((edge) => placed(this.#originOf(edge, keys), edge.from));
    if (!start) return origins;
    const { parent } = state.scope;
    if (parent === undefined) return [...origins, { verdict: keys.length === 0 ? "present" : "input" }];
    return [...origins, placed(this.#verdictOf(beforeScope(parent, keys), parent), parent)];
  }

  /** The verdict behind an edge, or the place before it that decides. */
  #originOf(edge: Edge, keys: readonly string[]): Verdict | Earlier {
    if (isAssured(edge, keys, this.#question)) return "present";
    const found = this.#verdictOf(beforeEdge(edge, keys), edge.from);
    if (typeof found === "string" || this.#question !== "present") return found;
    // What a state has read was there: without it nothing would have come out of the state.
    return edge.from.type !== "Choice" && isRead(edge.from, found.keys) ? "present" : found;
  }

  #verdictOf(origin: Origin, state: StateNode): Verdict | Earlier {
    if (origin.kind === "same") return { keys: origin.keys };
    if (origin.kind === "merged") return this.#mergedVerdict(origin.first, origin.second, state);
    if (origin.kind === "literal") return "present";
    if (origin.kind === "default") return this.#question === "present" ? "present" : "input";
    if (origin.kind === "present") return this.#question === "present" ? "present" : "answer";
    return origin.kind;
  }

  #mergedVerdict(first: Origin, second: Origin, state: StateNode): Verdict {
    const [one, other] = [first, second].map((origin): Verdict => {
      const found = this.#verdictOf(origin, state);
      return typeof found === "string" ? found : this.#atOnce(state, found.keys);
    });
    const both = [one ?? "absent", other ?? "absent"].toSorted((left, right) => WORSE[left] - WORSE[right]);
    const [better = "absent", worse = "absent"] = both;
    // Where the second is not sure to be there, whoever gives the first has a say as well.
    return this.#question === "present" || worse === "absent" ? better : worse;
  }

  /** A merge in a loop that asks for itself is not known. */
  #atOnce(state: StateNode, keys: readonly string[]): Verdict {
    const key = keyOf(state, keys);
    if (this.#open.has(key)) return "answer";
    this.#open.add(key);
    const verdict = this.at(state, keys);
    this.#open.delete(key);
    return verdict;
  }
}

function placed(found: Verdict | Earlier, state: StateNode): Place | { readonly verdict: Verdict } {
  return typeof found === "string" ? { verdict: found } : { state, keys: found.keys };
}

function isRead(state: StateNode, keys: readonly string[]): boolean {
  return readsOf(state).some(({ route }) => route.root === "input" && route.definite && startsWith(route.keys, keys));
}

function writtenNames({ states }: Tree): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (value: unknown): void => {
    const [name] = typeof value === "string" ? (routeOf(value)?.keys ?? []) : [];
    if (name !== undefined) names.add(name);
  };
  for (const { raw } of states) {
    add(raw["ResultPath"]);
    const catchers: unknown = raw["Catch"];
    if (Array.isArray(catchers))
      for (const catcher of catchers as unknown[]) if (isObject(catcher)) add(catcher["ResultPath"]);
  }
  return names;
}

const SEPARATOR = "\0";
function keyOf(state: StateNode, keys: readonly string[]): string {
  return `${state.id}${SEPARATOR}${keys.join(SEPARATOR)}`;
}
