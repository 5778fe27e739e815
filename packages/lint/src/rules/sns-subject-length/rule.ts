import type { Rule } from "../../rule/rule.ts";
import { subjectsOf } from "../../rule/subjects.ts";

export const rule: Rule = {
  id: "sns-subject-length",
  severity: "error",
  preset: "recommended",
  what: "A Subject that reaches 100 characters for at least one value that the definition itself puts into it.",
  why: "SNS refuses the whole message with InvalidParameter: the alert of a failed branch never arrived.",
  mend: "Shorten it, or keep the value out of it and in the Message.",
  known: "105 characters with the label of the dry pass (2026-07-27)",
  *check(context) {
    for (const { state, pointer, text } of subjectsOf(context))
      if (text.length > 99)
        yield {
          message: `the Subject can have ${text.length} characters, SNS takes fewer than 100: ${text.slice(0, 60)}…`,
          state,
          pointer,
        };
  },
};
