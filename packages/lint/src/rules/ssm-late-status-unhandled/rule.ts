import type { Rule } from "../../rule/rule.ts";
import { unhandledStatuses } from "../../rule/statuses.ts";

export const rule: Rule = {
  id: "ssm-late-status-unhandled",
  severity: "warning",
  preset: "recommended",
  what: "Delayed or Cancelling, in which a command may still be running, falls to the Choice's Default.",
  why: "The step counts as failed while its script runs on; the next attempt runs beside it.",
  mend: "Lead Delayed and Cancelling to the Wait as Pending and InProgress are.",
  known: "latent in three pipelines from April to August 2026",
  *check({ steps }) {
    for (const { send, polls } of steps) yield* unhandledStatuses(send, polls, ["Delayed", "Cancelling"]);
  },
};
