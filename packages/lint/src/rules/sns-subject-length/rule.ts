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
    for (const { state, pointer, text, isConstant } of subjectsOf(context)) {
      const length = text.match(/./gsu)?.length ?? 0;
      if (length < 100) continue;
      yield {
        message: `the Subject ${isConstant ? "has" : "can have"} ${length} characters, SNS takes fewer than 100: ${text.slice(0, 60)}…`,
        severity: isConstant ? "error" : "warning",
        state,
        pointer,
      };
    }
  },
};
