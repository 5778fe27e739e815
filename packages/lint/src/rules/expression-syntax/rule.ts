import { messageOf } from "../../rule/message-of.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "expression-syntax",
  severity: "error",
  preset: "grammar",
  what: "A path, an intrinsic function or a JSONata expression that cannot be read: wrong parentheses, quotes, escapes or number of arguments.",
  why: "The deploy is refused.",
  mend: String.raw`Only \\ \' \{ \} are escapes in a literal, a bare " needs none, and bash's '\'' is not an escape: keep quotes out of literals.`,
  known: "a parenthesis too many and a quote spliced as bash does it, each of which stopped all deploys (2026-07)",
  *check({ problems }) {
    for (const problem of problems)
      if (problem.code.startsWith("INVALID_")) yield { message: messageOf(problem), pointer: problem.pointer };
  },
};
