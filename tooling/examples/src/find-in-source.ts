import { parseSync } from "oxc-parser";

import { type Example, findExamples } from "./find-examples.ts";

/** Finds the examples in the TSDoc comments of a source file; lines are those of the file. Each comment stands alone. */
export function findExamplesInSource(file: string, source: string): readonly Example[] {
  return parseSync(file, source).comments.flatMap(({ type, value, start }) => {
    if (type !== "Block" || !value.startsWith("*")) return [];
    const before = source.slice(0, start).split("\n").length - 1;
    return findExamples(plainText(value)).map((example) => ({ ...example, line: example.line + before }));
  });
}

/** Without the stars in front of the lines, and with as many lines. */
function plainText(comment: string): string {
  return comment.replaceAll(/^[ \t]*\*[ \t]?/gm, "").replaceAll("*\\/", "*/");
}
