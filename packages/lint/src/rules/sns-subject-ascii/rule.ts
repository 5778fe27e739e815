import type { Rule } from "../../rule/rule.ts";
import { subjectsOf } from "../../rule/subjects.ts";

export const rule: Rule = {
  id: "sns-subject-ascii",
  severity: "warning",
  what: "A Subject with something in it that is not printable ASCII: a long dash, an emoji, a line break.",
  why: "SNS documents ASCII only; it refuses line breaks, and a character counts for as many bytes as it has.",
  mend: "A hyphen for a dash.",
  known: "documentation of Publish",
  *check(context) {
    for (const { state, pointer, text } of subjectsOf(context)) {
      const [found] = /[^\u0020-\u007E]/.exec(text) ?? [];
      if (found !== undefined)
        yield { message: `the Subject holds ${JSON.stringify(found)}, SNS documents plain ASCII only`, state, pointer };
    }
  },
};
