/** Who asked something of the cloud from within it; `by` is who brought that one about, and is absent where it came from outside. */
export type Caller = TaskCaller | CommandCaller | InstanceCaller | FunctionCaller | SessionCaller;

/** An attempt at a task of an execution. */
export interface TaskCaller {
  readonly kind: "task";
  readonly executionArn: string;
  readonly state: string;
  /** Of the attempt, as in the events about it. */
  readonly taskId: string;
  /** 0 for the first, then the number of retries. */
  readonly attempt: number;
  /** The line of states that it is in: the machine's own, a branch's, an iteration's. */
  readonly thread: string;
  /** Index in the nearest Map, if any. */
  readonly iteration?: number;
  readonly by?: Caller;
}

/** What a command runs on one of its instances, and the agent for its sake. */
export interface CommandCaller {
  readonly kind: "command";
  readonly commandId: string;
  readonly instanceId: string;
  readonly by?: Caller;
}

/** What runs on an instance besides commands: its user data, its units, a program whose command cannot be told. */
export interface InstanceCaller {
  readonly kind: "instance";
  readonly instanceId: string;
  /** The commands that ran there at that moment, where it may have been one of them. */
  readonly oneOf?: readonly string[];
  readonly by?: Caller;
}

/** An invocation of a Lambda function. */
export interface FunctionCaller {
  readonly kind: "function";
  readonly functionName: string;
  readonly requestId: string;
  readonly by?: Caller;
}

/** Somebody under credentials that STS gave out. */
export interface SessionCaller {
  readonly kind: "session";
  /** As GetCallerIdentity tells it. */
  readonly arn: string;
  readonly by?: Caller;
}
