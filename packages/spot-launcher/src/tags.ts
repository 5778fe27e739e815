/** The tags that every rented instance, its volumes and its spot request carry. The reaper trusts nothing else. */
export const TAGS = {
  /** The run that rented it. */
  run: "alpha-engine:run-id",
  /** Which attempt of that run, from 1. */
  attempt: "alpha-engine:attempt",
  owner: "alpha-engine:owner",
  /** What it works on, e.g. `backtester`. */
  purpose: "alpha-engine:purpose",
  /** The SSM command on the dispatcher box in which the launcher ran, when it ran in one. */
  command: "alpha-engine:ssm-command-id",
  /** ISO 8601; past it the instance is forgotten property. */
  deadline: "alpha-engine:deadline",
} as const;
