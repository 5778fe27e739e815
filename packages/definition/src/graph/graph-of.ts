import { readDefinition } from "../read/read-definition.ts";
import type { StateNode } from "../tree/tree.ts";
import { Graph } from "./graph.ts";
import { labelOf } from "./looks.ts";

/** What follows what in a definition. States are named by their way: `Name`, `Parallel[0].Name`, `Map.Name`. */
export interface DefinitionGraph {
  readonly edges: readonly GraphEdge[];
  /** The states that an execution can come to. */
  readonly reachable: ReadonlySet<string>;
  /** The states that every route to a state goes through, from the nearest to the start of its scope. */
  readonly dominatorsOf: (state: string) => readonly string[];
  /** The states of a run in which nothing is skipped, waited for or caught; of the machine, or of the branches of a state. */
  readonly happyPath: readonly string[];
  /** Sets of states that can come to each other, and states that lead to themselves. */
  readonly cycles: readonly (readonly string[])[];
}

/** A way from one state to another, both named by their way. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "next" | "choice" | "default" | "catch";
  /** The condition, or the errors that are caught. */
  readonly label: string;
}

/**
 * Reads a definition, as text or as a JSON value, and follows its edges.
 * @throws {DefinitionError} where it is not a definition at all.
 *
 * @example
 * ```ts example
 * import { graph } from "@alpha-engine/definition";
 *
 * const definition = {
 *   StartAt: "Gate",
 *   States: {
 *     Gate: { Type: "Choice", Choices: [{ Variable: "$.skip", BooleanEquals: true, Next: "Done" }], Default: "Work" },
 *     Work: { Type: "Pass", Next: "Done" },
 *     Done: { Type: "Succeed" },
 *   },
 * };
 * const { happyPath, dominatorsOf } = graph(definition);
 * console.log(happyPath, dominatorsOf("Done"));
 * ```
 * ```text output
 * [ 'Gate', 'Work', 'Done' ] [ 'Gate' ]
 * ```
 */
export function graph(definition: string | object): DefinitionGraph {
  const { tree } = readDefinition(definition);
  const inner = new Graph(tree);
  const byPath = new Map(tree.states.map((state) => [state.path, state]));
  const paths = (states: Iterable<StateNode>): readonly string[] => [...states].map(({ path }) => path);
  return {
    edges: tree.states.flatMap(({ edges }) =>
      edges.map((edge) => ({ from: edge.from.path, to: edge.to.path, kind: edge.kind, label: labelOf(edge) })),
    ),
    reachable: new Set(paths(inner.reachable)),
    dominatorsOf: (state) => {
      const found: string[] = [];
      const start = byPath.get(state);
      for (
        let at = start === undefined ? undefined : inner.dominatorOf(start);
        at !== undefined;
        at = inner.dominatorOf(at)
      )
        found.push(at.path);
      return found;
    },
    happyPath: paths(inner.happyPath()),
    cycles: inner.loops.map(paths),
  };
}
