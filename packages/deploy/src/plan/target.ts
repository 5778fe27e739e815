/** What is to be there, whole. What is there beside it is left alone. */
export interface DeployTarget {
  readonly stateMachines: readonly StateMachineTarget[];
  readonly schedules?: readonly ScheduleTarget[];
}

/** A standard state machine. */
export interface StateMachineTarget {
  readonly name: string;
  /** The definition as an object; it travels in the body of a request and nowhere else. */
  readonly definition: object;
  /** The role that executions have. Its account is the account that is deployed to. */
  readonly roleArn: string;
  /** Left as it is where not said. */
  readonly loggingConfiguration?: LoggingTarget;
  /** Beside `git-commit`; other tags are left alone. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What executions log to CloudWatch Logs. */
export interface LoggingTarget {
  readonly level: "ALL" | "ERROR" | "FATAL" | "OFF";
  /** @default false */
  readonly includeExecutionData?: boolean;
  readonly logGroupArns?: readonly string[];
}

/** An EventBridge rule on the default bus, with one target: a state machine of the same deployment. */
export interface ScheduleTarget {
  readonly name: string;
  /** `cron(0 9 ? * SAT *)` or `rate(1 day)`, in UTC. */
  readonly expression: string;
  readonly enabled: boolean;
  /** A name among `stateMachines`. */
  readonly stateMachine: string;
  /** The input of every execution that it starts. */
  readonly input: object;
  /** The role that starts them. */
  readonly roleArn: string;
  readonly description?: string;
}

/** The tag that says which commit is deployed. */
export const COMMIT_TAG = "git-commit";
