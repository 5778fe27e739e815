import type { Rule } from "../../rule/rule.ts";
import { unhandledStatuses } from "../../rule/statuses.ts";

export const rule: Rule = {
  id: "ssm-in-flight-unhandled",
  severity: "warning",
  preset: "recommended",
  what: "A command's status is branched on, and Pending or InProgress does not lead back to the poll.",
  why: "A command that is still running is taken for ended: normal trading days were skipped as holidays.",
  mend: "Lead Pending, InProgress, Delayed and Cancelling to a Wait and back to the poll; only then let Default be the failure.",
  known: "2026-04-09",
  *check({ steps }) {
    for (const { send, polls } of steps) yield* unhandledStatuses(send, polls, ["Pending", "InProgress"]);
  },
};
