import { type Node, visitorKeys } from "oxc-parser";

/** Every node below and including this one, parents first. */
export function walk(node: Node, see: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  see(node, parent);
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of [fields[key]].flat()) {
      if (isNode(child)) walk(child, see, node);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}
