import { retried } from "../../rule/retries.ts";
import type { Rule } from "../../rule/rule.ts";

const ADVISED = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

export const rule: Rule = {
  id: "lambda-retry",
  severity: "info",
  preset: "recommended",
  what: "A function is retried on some of the errors that Lambda raises by itself, and not on the others.",
  why: "Which of them a moment's outage raises is chance; the ones left out fail the step.",
  mend: `Retry ${ADVISED.join(", ")}.`,
  known: "documentation: handle transient Lambda exceptions",
  *check({ states }) {
    for (const state of states) {
      if (state.call?.service !== "lambda") continue;
      const names = retried(state);
      if (names.has("States.ALL") || names.has("States.TaskFailed") || !ADVISED.some((name) => names.has(name)))
        continue;
      const missing = ADVISED.filter((name) => !names.has(name));
      if (missing.length > 0)
        yield {
          message: `retries ${ADVISED.length - missing.length} of Lambda's own errors, not ${missing.join(", ")}`,
          state,
        };
    }
  },
};
