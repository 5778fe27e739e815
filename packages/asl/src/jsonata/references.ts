/** What an expression reads from outside itself. */
export interface References {
  /** Names that are read from no place: `kg` for `kg * 2`, `$` and `$$` for themselves. In the order of writing. */
  readonly names: ReadonlySet<string>;
  /** The fields of `$states` that are named. */
  readonly fields: ReadonlySet<string>;
}

/** A node of the library's syntax tree. */
type Node = Readonly<Record<string, unknown>> & { readonly type?: unknown };

/**
 * What the expression with that syntax tree refers to. An expression is evaluated without a context: only the first step of a
 * path reads from it; later steps, predicates, orders and groups read what the step before gave; the body of a function has
 * the context that the function is written in. [floci JsonataTopLevelReferencesTest, measured on AWS]
 */
export function referencesOf(tree: unknown): References {
  const names = new Set<string>();
  const fields = new Set<string>();
  collectNames(tree, names);
  collectFields(tree, fields);
  return { names, fields };
}

const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  binary: ["lhs", "rhs"],
  apply: ["lhs", "rhs"],
  bind: ["rhs"],
  function: ["procedure", "arguments"],
  partial: ["procedure", "arguments"],
  lambda: ["body"],
  condition: ["condition", "then", "else"],
  block: ["expressions"],
  unary: ["expression", "expressions", "lhs"],
};

function collectNames(tree: unknown, names: Set<string>): void {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (Array.isArray(node)) open.push(...node.toReversed());
    if (!isNode(node)) continue;
    if (node.type === "name") names.add(String(node["value"]));
    else if (node.type === "variable" && (node["value"] === "" || node["value"] === "$"))
      names.add(`$${node["value"]}`);
    else if (node.type === "path") open.push((node["steps"] as readonly unknown[])[0]);
    else open.push(...(CHILDREN[String(node.type)] ?? []).map((child) => node[child]).toReversed());
  }
}

/** `$states.result`, wherever it stands. */
function collectFields(tree: unknown, fields: Set<string>): void {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== "object" || node === null) continue;
    if (isNode(node) && node.type === "path") {
      const [root, field] = node["steps"] as readonly Node[];
      if (root?.type === "variable" && root["value"] === "states" && field?.type === "name")
        fields.add(String(field["value"]));
    }
    for (const inner of Object.values(node)) if (typeof inner === "object" && inner !== null) open.push(inner);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
