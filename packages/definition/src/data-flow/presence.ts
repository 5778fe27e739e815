import { lookup } from "../shapes/places.ts";
import { type Source, sourceOf, type Verdict } from "../shapes/shape.ts";
import type { Edge, StateNode, Tree } from "../tree/tree.ts";
import { Analysis } from "./analysis.ts";
import { type Comparison, comparisonsIn } from "./compared.ts";
import { expectedInput } from "./expected-input.ts";
import { marksOf } from "./marks.ts";
import { type Need, needsOf, verdictOf } from "./needs.ts";
import { startsWith } from "./route.ts";
import type { World } from "./world.ts";
import { writtenPlaces } from "./written.ts";

/** What a state needs, with what is known of it. */
export interface JudgedNeed {
  /** As written. */
  readonly text: string;
  readonly pointer: string;
  /** Where it is in the state's input as it came; undefined where it is no place of it. */
  readonly keys: readonly string[] | undefined;
  readonly verdict: Verdict;
  /** The edges behind which it is missing, on some route or always. */
  readonly missingBehind: readonly { readonly edge: Edge; readonly verdict: Verdict }[];
}

/** What is known of the data on every route through a definition; worked out when it is first asked for, once. */
export class Presence {
  readonly #tree: Tree;
  #known: Analysis | undefined;
  #close: Analysis | undefined;
  #expected: Analysis | undefined;
  #written: readonly (readonly string[])[] | undefined;
  readonly #needs = new Map<StateNode, readonly JudgedNeed[]>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Whether the value at `keys` of a state's input is there. Where no route leads, nothing is missing. */
  at(state: StateNode, keys: readonly string[]): Verdict {
    return verdictOf(this.#all.entered(state), ({ data }) => lookup(data, keys).is);
  }

  /** The same right behind `edge`. */
  behind(edge: Edge, keys: readonly string[]): Verdict {
    return this.#judge(keys, (analysis) => verdictOf(behind(analysis, edge), ({ data }) => lookup(data, keys).is));
  }

  /** All that a state needs to be there, in either language. What a Choice compares is not among them. */
  needs(state: StateNode): readonly JudgedNeed[] {
    let needs = this.#needs.get(state);
    if (needs === undefined) {
      needs = needsOf(state, this.#all).map((need) => {
        const verdict = this.#judge(need.keys, (analysis) => verdictOf(analysis.entered(state), need.is));
        return { ...need, verdict, missingBehind: this.#missingBehind(state, need, verdict) };
      });
      this.#needs.set(state, needs);
    }
    return needs;
  }

  /** All that a Choice compares, in either language, with what is known of it when its turn comes. */
  comparisons(state: StateNode): readonly Comparison[] {
    return comparisonsIn(state, this.#all).map((comparison) => {
      const { keys, text, pointer } = comparison;
      const same = (other: Comparison): boolean => other.text === text && other.pointer === pointer;
      const verdict = this.#judge(
        keys,
        (analysis) => comparisonsIn(state, analysis).find(same)?.verdict ?? "present",
        comparison.verdict,
      );
      return { ...comparison, verdict };
    });
  }

  /** Who gives the value at `keys`, where it is not one that the definition names. */
  giverOf(state: StateNode, keys: readonly string[]): Source | undefined {
    const givers = this.#all.entered(state).map(({ data }) => {
      const { shape, is } = lookup(data, keys);
      return is === "input" || is === "answer" ? is : sourceOf(shape);
    });
    return givers.includes("input") ? "input" : givers.find((giver) => giver !== undefined);
  }

  /** The top-level names that some state writes through a ResultPath. */
  get written(): ReadonlySet<string> {
    return new Set(this.#places.map(([name = ""]) => name));
  }

  /** Whether some state writes the value, or what it is in, through a ResultPath. */
  isWritten(keys: readonly string[]): boolean {
    return this.#places.some((place) => startsWith(keys, place));
  }

  #missingBehind(state: StateNode, { keys, is }: Need, verdict: Verdict): JudgedNeed["missingBehind"] {
    if (!isMissing(verdict)) return [];
    return state.incoming
      .map((edge) => ({ edge, verdict: this.#judge(keys, (analysis) => verdictOf(behind(analysis, edge), is)) }))
      .filter((one) => isMissing(one.verdict));
  }

  /** What seems to be missing is asked again with the routes kept apart: flags that are set together tell more together. */
  #judge(keys: readonly string[] | undefined, ask: (analysis: Analysis) => Verdict, verdict = ask(this.#all)): Verdict {
    if (isMissing(verdict)) {
      this.#close ??= new Analysis(this.#tree, marksOf(this.#tree));
      return ask(this.#close);
    }
    if (verdict !== "input" || keys === undefined || !this.isWritten(keys)) return verdict;
    this.#expected ??= new Analysis(this.#tree, marksOf(this.#tree), expectedInput(this.#tree));
    const expected = ask(this.#expected);
    return expected === "never" ? "sometimes" : expected;
  }

  get #places(): readonly (readonly string[])[] {
    this.#written ??= writtenPlaces(this.#tree.states);
    return this.#written;
  }

  get #all(): Analysis {
    this.#known ??= new Analysis(this.#tree);
    return this.#known;
  }
}

function behind(analysis: Analysis, edge: Edge): readonly World[] {
  return analysis
    .left(edge.from)
    .flatMap(({ edges }) => edges.flatMap(([one, world]) => (one === edge ? [world] : [])));
}

function isMissing(verdict: Verdict): boolean {
  return verdict === "sometimes" || verdict === "never";
}
