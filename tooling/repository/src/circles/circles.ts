/** Who uses whom; every node is a key. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The sets of nodes of which each reaches every other, largest first: what has to be taken apart until there is none.
 * Tarjan's algorithm, each node visited once.
 */
export function circles(graph: Graph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    stack.push(node);
    for (const used of graph.get(node) ?? []) {
      if (!order.has(used)) visit(used);
      if (stack.includes(used)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(used) ?? 0));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const circle = stack.splice(stack.indexOf(node)).sort();
    if (circle.length > 1 || graph.get(node)?.has(node) === true) found.push(circle);
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found.sort((a, b) => b.length - a.length);
}
