import type { HistoryEvent, JsonValue, Machine } from "@alpha-engine/asl";

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  updatedAt: number;
  revisionId: string;
  definition: string;
  machine: Machine;
  roleArn: string;
}

type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** An execution and the definition that it was started with, which later updates do not change. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachine: Readonly<StateMachine>;
  readonly input: string;
  readonly parsedInput: JsonValue;
  readonly startedAt: number;
  readonly history: HistoryEvent[];
  readonly abort: AbortController;
  /** Settles when it has ended; never rejects. */
  done: Promise<void>;
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
}

export interface Store {
  readonly stateMachines: Map<string, StateMachine>;
  /** By ARN, oldest first. */
  readonly executions: Map<string, Execution>;
  /** By ARN of what is tagged. */
  readonly tags: Map<string, Map<string, string>>;
}

export function createStore(): Store {
  return { stateMachines: new Map(), executions: new Map(), tags: new Map() };
}
