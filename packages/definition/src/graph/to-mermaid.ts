import { readDefinition } from "../read/read-definition.ts";
import type { Scope, StateNode } from "../tree/tree.ts";
import { labelOf, SHAPES } from "./looks.ts";

/**
 * A definition as a Mermaid flowchart; branches and Map processors are subgraphs.
 *
 * @example
 * ```ts example
 * import { toMermaid } from "@alpha-engine/definition";
 *
 * const definition = { StartAt: "Work", States: { Work: { Type: "Pass", Next: "Done" }, Done: { Type: "Succeed" } } };
 * console.log(toMermaid(definition));
 * ```
 * ```text output
 * flowchart TD
 *   s0["Work"]
 *   s1(["Done"])
 *   s0 --> s1
 * ```
 */
export function toMermaid(definition: string | object): string {
  const { tree } = readDefinition(definition);
  const lines = ["flowchart TD", ...scopeLines(tree.root, "  ")];
  for (const state of tree.states) {
    for (const edge of state.edges) {
      const label = labelOf(edge);
      const arrow = edge.kind === "catch" ? "-.->" : "-->";
      lines.push(`  s${edge.from.id} ${arrow}${label === "" ? "" : `|"${escaped(label)}"|`} s${edge.to.id}`);
    }
    for (const scope of state.inner) lines.push(...enter(state, scope));
  }
  const failing = tree.states.filter(({ type }) => type === "Fail").map(({ id }) => `s${id}`);
  if (failing.length > 0)
    lines.push("  classDef fail fill:#fee2e2,stroke:#b91c1c", `  class ${failing.join(",")} fail`);
  return `${lines.join("\n")}\n`;
}

function scopeLines({ states }: Scope, indent: string): readonly string[] {
  return [...states.values()].flatMap((state) => {
    const [open, close] = SHAPES[state.type]?.mermaid ?? ["[", "]"];
    return [
      `${indent}s${state.id}${open}"${escaped(state.name)}"${close}`,
      ...state.inner.flatMap((scope, index) => [
        `${indent}subgraph g${state.id}_${index}["${escaped(state.name)}${state.type === "Map" ? "" : ` ${index}`}"]`,
        ...scopeLines(scope, `${indent}  `),
        `${indent}end`,
      ]),
    ];
  });
}

function enter(state: StateNode, { states, startAt }: Scope): readonly string[] {
  const start = states.get(startAt ?? "");
  return start === undefined ? [] : [`  s${state.id} -.- s${start.id}`];
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "#amp;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("\n", " ");
}
