import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Place } from "./place.ts";
import { run } from "./run.ts";

const COMPILER_OPTIONS = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  module: "nodenext",
  moduleDetection: "force",
  resolveJsonModule: true,
  target: "es2024",
  lib: ["es2024", "esnext.disposable"],
  types: ["node"],
} as const;

export interface TypeProblem {
  readonly line: number;
  readonly message: string;
}

/** Type-checks files in one run, relative to a folder that has `node_modules`; says under each what is wrong with it. */
export async function checkTypes(
  files: readonly string[],
  { folder, env }: Place,
): Promise<ReadonlyMap<string, readonly TypeProblem[]>> {
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files }));
  const { printed, code } = await run("tsc", ["-p", "tsconfig.json", "--pretty", "false"], folder, env);
  const problems = [...printed.matchAll(/^(\S[^(\n]*)\((\d+),\d+\): (.*(?:\n[ \t].*)*)/gm)];
  if (code !== 0 && problems.length === 0) throw new Error(`tsc ended with ${code}: ${printed}`);
  return Map.groupBy(
    problems.map(([, file = "", line, message = ""]) => ({ file, line: Number(line), message })),
    ({ file }) => file,
  );
}
