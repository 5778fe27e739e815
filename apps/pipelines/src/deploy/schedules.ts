/** When a pipeline starts by itself, and with what beside the account's own input. Disabled until a config enables it. */
export interface Schedule {
  readonly pipeline: string;
  readonly description: string;
  /** As EventBridge takes it, in UTC. */
  readonly expression: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export const SCHEDULES: Readonly<Record<string, Schedule>> = {
  saturday: {
    pipeline: "saturday",
    description: "The weekly pipeline, Saturdays 09:00 UTC.",
    expression: "cron(0 9 ? * SAT *)",
    input: { pipeline_role: "weekly" },
  },
  weekday: {
    pipeline: "weekday",
    description: "The weekday pipeline, before the US open: 12:45 UTC, an hour earlier there in winter.",
    expression: "cron(45 12 ? * MON-FRI *)",
    input: { pipeline_role: "daily" },
  },
  "friday-dry-run": {
    pipeline: "saturday",
    description: "The dry pass of the weekly pipeline, Fridays 23:00 UTC, in time to mend what it finds.",
    expression: "cron(0 23 ? * FRI *)",
    input: { pipeline_role: "shell-run", shell_run: true },
  },
};
