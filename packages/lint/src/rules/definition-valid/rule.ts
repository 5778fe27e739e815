import { messageOf } from "../../rule/message-of.ts";
import type { Rule } from "../../rule/rule.ts";

/** What rules of their own say. */
const ELSEWHERE: readonly string[] = ["UNREACHABLE_STATE", "FIELD_NOT_ALLOWED"];

export const rule: Rule = {
  id: "definition-valid",
  severity: "error",
  preset: "grammar",
  what: "Something that Step Functions refuses when the machine is created.",
  why: "The deploy is refused, and the machine before it keeps running.",
  mend: "Write it as the States Language has it.",
  known: "the validation of CreateStateMachine, as recorded",
  *check({ problems }) {
    for (const problem of problems)
      if (!ELSEWHERE.includes(problem.code) && !problem.code.startsWith("INVALID_"))
        yield { message: messageOf(problem), pointer: problem.pointer };
  },
};
