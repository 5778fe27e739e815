import { messageOf } from "../../rule/message-of.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "unknown-field",
  severity: "error",
  preset: "grammar",
  what: "A field that a state of this type, a retrier, a catcher, a choice rule or another part does not have.",
  why: "Step Functions refuses the definition; what the field was meant to do is not done.",
  mend: "Put it where it belongs, often into Parameters, or take it out.",
  known: "a Message.$ beside Parameters instead of in them (2026-07-15)",
  *check({ problems }) {
    for (const problem of problems)
      if (problem.code === "FIELD_NOT_ALLOWED") yield { message: messageOf(problem), pointer: problem.pointer };
  },
};
