import { readDefinition } from "../read/read-definition.ts";
import type { Scope, StateNode } from "../tree/tree.ts";
import { labelOf, SHAPES } from "./looks.ts";

/**
 * A definition as a Graphviz digraph; branches and Map processors are clusters.
 *
 * @example
 * ```ts example
 * import { toDot } from "@alpha-engine/definition";
 *
 * const definition = { StartAt: "Work", States: { Work: { Type: "Pass", Next: "Done" }, Done: { Type: "Succeed" } } };
 * console.log(toDot(definition));
 * ```
 * ```text output
 * digraph machine {
 *   rankdir=TB;
 *   node [fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];
 *   s0 [label="Work", shape=box];
 *   s1 [label="Done", shape=doublecircle];
 *   s0 -> s1 [label=""];
 * }
 * ```
 */
export function toDot(definition: string | object): string {
  const { tree } = readDefinition(definition);
  const edges = tree.states.flatMap((state) =>
    state.edges.map((edge) => {
      const style =
        edge.kind === "catch" ? ", style=dashed, color=firebrick" : edge.kind === "default" ? ", style=bold" : "";
      return `  s${edge.from.id} -> s${edge.to.id} [label=${quoted(labelOf(edge))}${style}];`;
    }),
  );
  const inner = tree.states.flatMap((state) =>
    state.inner.flatMap((scope) => (scope.startAt === undefined ? [] : enter(state, scope))),
  );
  return [
    "digraph machine {",
    "  rankdir=TB;",
    '  node [fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];',
    ...scopeLines(tree.root, "  "),
    ...edges,
    ...inner,
    "}",
    "",
  ].join("\n");
}

function scopeLines({ states }: Scope, indent: string): readonly string[] {
  return [...states.values()].flatMap((state) => [
    `${indent}s${state.id} [label=${quoted(state.name)}, ${SHAPES[state.type]?.dot ?? "shape=box"}];`,
    ...state.inner.flatMap((scope, index) => [
      `${indent}subgraph cluster_${state.id}_${index} {`,
      `${indent}  label=${quoted(`${state.name}${state.type === "Map" ? "" : ` ${index}`}`)};`,
      ...scopeLines(scope, `${indent}  `),
      `${indent}}`,
    ]),
  ]);
}

function enter(state: StateNode, { states, startAt }: Scope): readonly string[] {
  const start = states.get(startAt ?? "");
  return start === undefined ? [] : [`  s${state.id} -> s${start.id} [style=dotted];`];
}

function quoted(text: string): string {
  return `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", String.raw`\n`)}"`;
}
