import { retried } from "../../rule/retries.ts";
import type { Rule } from "../../rule/rule.ts";
import { isPoll } from "../../rule/ssm-steps.ts";

const NAMES = ["Ssm.InvocationDoesNotExistException", "Ssm.InvocationDoesNotExist"];

export const rule: Rule = {
  id: "ssm-poll-registration",
  severity: "warning",
  preset: "recommended",
  what: "A poll does not retry, under both spellings, that the invocation does not exist yet.",
  why: "Right after the send the service does not know the command; the first poll then fails the step.",
  mend: `Retry ${NAMES.join(" and ")} together, ten times from 5 s on.`,
  known: "2026-05-24",
  *check({ states }) {
    for (const state of states) {
      if (!isPoll(state) || state.call?.action !== "getCommandInvocation") continue;
      const names = retried(state);
      const missing = NAMES.filter((name) => !names.has(name));
      if (missing.length > 0 && !names.has("States.ALL"))
        yield { message: `does not retry ${missing.join(" and ")}`, state };
    }
  },
};
