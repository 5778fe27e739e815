import type { Node } from "oxc-parser";

export interface ImportedModule {
  readonly specifier: string;
  readonly line: number;
}

/** What a node imports, if it does: `import`, `export … from`, `import("…")`, and `import("…").Type` in a type. */
export function importedModule(node: Node, lineOf: (offset: number) => number): ImportedModule | undefined {
  const specifier = specifierOf(node);
  return specifier === undefined ? undefined : { specifier, line: lineOf(node.start) };
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return node.source.value;
    case "ExportNamedDeclaration":
      return node.source?.value;
    case "ImportExpression":
    case "TSImportType":
      return node.source.type === "Literal" && typeof node.source.value === "string" ? node.source.value : undefined;
    default:
      return undefined;
  }
}
