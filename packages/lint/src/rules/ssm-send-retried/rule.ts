import { retried } from "../../rule/retries.ts";
import type { Rule } from "../../rule/rule.ts";

const AMBIGUOUS = ["States.ALL", "States.TaskFailed", "States.Timeout", "Ssm.SdkClientException"];

export const rule: Rule = {
  id: "ssm-send-retried",
  severity: "warning",
  preset: "recommended",
  what: "sendCommand is retried after errors that leave open whether the command was sent.",
  why: "It sends the work a second time beside the first. And it never repeats work that failed: the send has long succeeded by then.",
  mend: "No Retry on the send, or only Ssm.ThrottlingException; repeat the work from where its status is known, and only if it ended.",
  known: "comments promised retries of spot interruptions that this Retry cannot see (2026-04 to 2026-06)",
  *check({ states }) {
    for (const state of states) {
      if (state.call?.service !== "ssm" || state.call.action !== "sendCommand") continue;
      const names = retried(state);
      const found = AMBIGUOUS.filter((name) => names.has(name));
      if (found.length > 0)
        yield { message: `a send is retried on ${found.join(" and ")}: the command may be running already`, state };
    }
  },
};
