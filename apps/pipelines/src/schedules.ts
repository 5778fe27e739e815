import type { Schedule } from "alpha-engine";

/** When a pipeline starts by itself, and with what beside the account's own input. Disabled until a target enables it. */
export const SCHEDULES: Readonly<Record<string, Schedule>> = {
  saturday: {
    pipeline: "saturday",
    description: "The weekly pipeline, Saturdays 09:00 UTC.",
    expression: "cron(0 9 ? * SAT *)",
    input: { pipeline_role: "weekly" },
    ruleName: "alpha-engine-saturday",
  },
  weekday: {
    pipeline: "weekday",
    description: "The weekday pipeline, before the US open: 12:45 UTC, an hour earlier there in winter.",
    expression: "cron(45 12 ? * MON-FRI *)",
    input: { pipeline_role: "daily" },
    ruleName: "alpha-engine-weekday",
  },
  "friday-dry-run": {
    pipeline: "saturday",
    description: "The dry pass of the weekly pipeline, Fridays 23:00 UTC, in time to mend what it finds.",
    expression: "cron(0 23 ? * FRI *)",
    input: { pipeline_role: "shell-run", shell_run: true },
    ruleName: "alpha-engine-friday-dry-run",
  },
};
