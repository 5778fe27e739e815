import { type Node, parseSync } from "oxc-parser";

import { type FunctionShape, functionShape } from "./function-shape.ts";
import { type ImportedModule, importedModule } from "./imported-module.ts";
import { walk } from "./walk.ts";

export interface Source {
  readonly lines: number;
  readonly imports: readonly ImportedModule[];
  readonly functions: readonly FunctionShape[];
}

/** What a file of TypeScript imports, of values and of types, and how its functions are shaped. */
export function readSource(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new SyntaxError(`${file}: ${errors[0].message}`);
  const lineOf = lineCounter(text);
  const imports: ImportedModule[] = [];
  const functions: FunctionShape[] = [];
  walk(program, (node: Node, parent: Node | undefined) => {
    const imported = importedModule(node, lineOf);
    if (imported !== undefined) imports.push(imported);
    const shape = functionShape(node, parent, lineOf);
    if (shape !== undefined) functions.push(shape);
  });
  return { lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0), imports, functions };
}

/** From an offset to its line, from 1. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
