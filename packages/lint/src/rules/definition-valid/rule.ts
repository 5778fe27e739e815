import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "definition-valid",
  severity: "error",
  preset: "grammar",
  what: "Something that Step Functions refuses when the machine is created.",
  why: "The deploy is refused, and the machine before it keeps running.",
  mend: "Write it as the States Language has it.",
  known: "the validation of CreateStateMachine, as recorded",
  *check({ problems }) {
    for (const { pointer, code, message } of problems)
      if (!code.startsWith("INVALID_") && code !== "UNREACHABLE_STATE") yield { message, pointer };
  },
};
