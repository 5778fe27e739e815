import { parse, type Problem } from "@alpha-engine/asl";
import type { Tree } from "@alpha-engine/definition/tree";

const PROBLEMS = new WeakMap<Tree, readonly Problem[]>();

/** What the language itself finds wrong with a definition. */
export function problemsOf(tree: Tree): readonly Problem[] {
  let problems = PROBLEMS.get(tree);
  if (problems === undefined) {
    const parsed = parse(tree.definition);
    problems = parsed.ok ? [] : parsed.problems;
    PROBLEMS.set(tree, problems);
  }
  return problems;
}
