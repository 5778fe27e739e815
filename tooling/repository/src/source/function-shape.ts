import type { Node } from "oxc-parser";

export interface FunctionShape {
  /** Its own name or what it is assigned to; "" for one that has none. */
  readonly name: string;
  readonly line: number;
  /** From its first line to its last. */
  readonly lines: number;
  /** Positional ones; `this` and what is destructured from one object count as TypeScript counts them: not, and once. */
  readonly parameters: number;
}

/** How long a function is and what it takes: declared, anonymous, a method, or only a type of one. */
export function functionShape(
  node: Node,
  parent: Node | undefined,
  lineOf: (offset: number) => number,
): FunctionShape | undefined {
  const parameters = parametersOf(node);
  if (parameters === undefined) return undefined;
  const line = lineOf(node.start);
  return {
    name: nameOf(node) ?? (parent === undefined ? undefined : nameOf(parent)) ?? "",
    line,
    lines: lineOf(node.end - 1) - line + 1,
    parameters: parameters.filter((parameter) => !isThis(parameter)).length,
  };
}

function parametersOf(node: Node): readonly Node[] | undefined {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "TSDeclareFunction":
    case "TSEmptyBodyFunctionExpression":
    case "TSFunctionType":
    case "TSConstructorType":
    case "TSMethodSignature":
    case "TSCallSignatureDeclaration":
    case "TSConstructSignatureDeclaration":
      return node.params;
    default:
      return undefined;
  }
}

function nameOf(node: Node): string | undefined {
  if ("id" in node && isIdentifier(node.id)) return node.id.name;
  if ("key" in node && isIdentifier(node.key)) return node.key.name;
  return undefined;
}

function isThis(node: Node): boolean {
  return isIdentifier(node) && node.name === "this";
}

function isIdentifier(value: unknown): value is { readonly name: string } {
  return typeof value === "object" && value !== null && "type" in value && value.type === "Identifier";
}
