import { astOf, type Node } from "./jsonata-ast.ts";

/** A call of a function by its name, in a JSONata expression. */
export interface JsonataCall {
  /** Without the dollar. */
  readonly name: string;
  /** How many values it is given; those that `~>` hands over are among them. */
  readonly given: number;
  /** Whether the expression itself says what the name is. */
  readonly isBound: boolean;
}

/**
 * Every call of a function by its name in a JSONata expression; none where it is not one.
 *
 * @example
 * ```ts example
 * import { jsonataCalls } from "@alpha-engine/definition/data-flow";
 *
 * const calls = jsonataCalls("($twice := function($x) { $x * 2 }; $states.input.n ~> $twice() ~> $string(false))");
 * for (const { name, given, isBound } of calls) console.log(name, given, isBound);
 * ```
 * ```text output
 * string 2 false
 * twice 1 true
 * ```
 */
export function jsonataCalls(expression: string): readonly JsonataCall[] {
  const ast = astOf(expression);
  if (ast === undefined) return [];
  const found: { readonly name: string; readonly given: number }[] = [];
  const bound = new Set<string>();
  const pending: { readonly node: Node; readonly handed: number }[] = [{ node: ast, handed: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, handed } = next;
    for (const name of bindsOf(node)) bound.add(name);
    const { procedure } = node;
    const isCall = node.type === "function" || node.type === "partial";
    if (isCall && procedure?.type === "variable" && typeof procedure.value === "string")
      found.push({ name: procedure.value, given: (node.arguments ?? []).length + handed });
    for (const [key, value] of Object.entries(node))
      for (const inner of nodesIn(value))
        pending.push({ node: inner, handed: node.type === "apply" && key === "rhs" ? 1 : 0 });
  }
  return found.map((call) => ({ ...call, isBound: bound.has(call.name) }));
}

/** The names that a node gives a value: `$x := …`, `function($x)`, `@$x`, `#$x`. */
function bindsOf(node: Node): readonly string[] {
  const { type, lhs, focus, index } = node;
  const names: unknown[] = [focus, typeof index === "string" ? index : (index as Node | undefined)?.value];
  if (type === "bind" && !Array.isArray(lhs)) names.push((lhs as Node | undefined)?.value);
  if (type === "lambda") names.push(...(node.arguments ?? []).map(({ value }) => value));
  return names.filter((name) => typeof name === "string");
}

function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return typeof value === "object" && value !== null && !(value instanceof RegExp) ? [value as Node] : [];
}
