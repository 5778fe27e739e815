import { posix } from "node:path";

import type { Source } from "../source/read-source.ts";
import type { Graph } from "./circles.ts";

/** Which file of a package imports which, values and types. Files are relative to `src`. */
export function fileGraph(sources: ReadonlyMap<string, Source>): Graph {
  return new Map([...sources].map(([file, { imports }]) => [file, new Set(importedFiles(file, imports))]));
}

function importedFiles(file: string, imports: Source["imports"]): readonly string[] {
  return imports
    .map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => posix.join(posix.dirname(file), specifier));
}
