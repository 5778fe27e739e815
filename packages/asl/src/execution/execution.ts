import type { JsonObject, JsonValue } from "../json.ts";
import type { HistoryEvent } from "./history.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/**
 * An execution between two events: a plain JSON value that can be stored and resumed.
 * Its members other than the status, the times and the answer are the evaluator's own.
 */
export interface Execution {
  status: ExecutionStatus;
  readonly input: JsonValue;
  output?: JsonValue;
  error?: string;
  cause?: string;
  /** Milliseconds since the epoch, like all times here. */
  readonly startedAt: number;
  stoppedAt?: number;
  /** When the latest event happened. */
  now: number;
  /** State of the random numbers. */
  seed: number;
  lastEventId: number;
  lastId: number;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  threads: Record<string, Thread>;
  tasks: Record<string, string>;
  timers: Record<string, Timer>;
  queue: Step[];
  /** Set while JSONata expressions are being evaluated outside. */
  evaluation?: { readonly id: string };
  /** What the expressions of the step at the head of the queue gave so far. */
  answers: EvaluationAnswer[];
}

/** One line of states: the machine itself, a branch, an iteration. */
export interface Thread {
  readonly id: string;
  readonly parent?: string;
  /** Number of the branch or iteration. */
  readonly index: number;
  /** Pointer of the scope that its states lie in. */
  readonly scope: string;
  /** Whether its states are missing from the history, as those of a distributed Map's children are. */
  readonly silent: boolean;
  /** `$$.Map` of the states in an iteration. */
  readonly map?: JsonObject;
  variables: JsonObject;
  previousEventId: number;
  frame?: Frame;
}

/** What a thread knows about the state it is in. */
export interface Frame {
  readonly state: string;
  readonly input: JsonValue;
  readonly enteredAt: number;
  readonly enteredEventId: number;
  /** The event before the state was entered. */
  readonly previousEventId: number;
  /** Attempts that each retrier has used. */
  retries: number[];
  retryCount: number;
  task?: string;
  token?: string;
  heartbeatSeconds?: number;
  timers: string[];
  fan?: Fan;
}

/** The branches or iterations of a Parallel or Map state. */
export interface Fan {
  readonly inputs: readonly JsonValue[];
  readonly results: JsonValue[];
  readonly limit: number;
  readonly tolerated: number;
  running: string[];
  started: number;
  done: number;
  failed: number;
}

export type TimerPurpose = "wait" | "retry" | "timeout" | "heartbeat" | "deadline";
export interface Timer {
  readonly purpose: TimerPurpose;
  readonly thread: string;
}

/** Why a state failed. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
  /** Whether no Retry and no Catch applies, as AWS does for its own States.Runtime. */
  readonly fatal?: boolean;
  /** Whether a branch or an iteration of the state failed, not the state itself. */
  readonly branch?: boolean;
  /** The field of a JSONata expression that failed. */
  readonly location?: string;
}

export type Step =
  | { readonly do: "enter"; readonly thread: string; readonly state: string; readonly input: JsonValue }
  | { readonly do: "run"; readonly thread: string }
  | { readonly do: "result"; readonly thread: string; readonly result: JsonValue }
  | { readonly do: "fail"; readonly thread: string; readonly failure: Failure }
  | { readonly do: "catch"; readonly thread: string; readonly failure: Failure; readonly catcher: number }
  | { readonly do: "event"; readonly event: ExecutionEvent };

/** What happens to an execution from outside. `at` is the time, in milliseconds since the epoch. */
export type ExecutionEvent =
  | { readonly type: "task-submitted"; readonly id: string; readonly output: JsonValue; readonly at: number }
  | { readonly type: "task-succeeded"; readonly id: string; readonly output: JsonValue; readonly at: number }
  | {
      readonly type: "task-failed";
      readonly id: string;
      readonly error?: string;
      readonly cause?: string;
      readonly at: number;
    }
  | { readonly type: "task-timed-out"; readonly id: string; readonly cause?: string; readonly at: number }
  | { readonly type: "task-heartbeat"; readonly id: string; readonly at: number }
  | { readonly type: "wake"; readonly id: string; readonly at: number }
  | {
      readonly type: "evaluated";
      readonly id: string;
      readonly answers: readonly EvaluationAnswer[];
      readonly at: number;
    }
  | { readonly type: "abort"; readonly error?: string; readonly cause?: string; readonly at: number };

/** A JSONata expression and what it may refer to. */
export interface Evaluation {
  readonly expression: string;
  /** `$states`. */
  readonly states: JsonObject;
  readonly variables: JsonObject;
  /** For `$now` and `$millis`: when it is evaluated, in milliseconds since the epoch. */
  readonly at: number;
  /** For `$random` and `$uuid`. */
  readonly seed: number;
}

export type EvaluationAnswer =
  | { readonly kind: "value"; readonly value: JsonValue }
  | { readonly kind: "undefined" }
  | { readonly kind: "unsupported" }
  | { readonly kind: "error"; readonly message: string };

/** What the evaluator wants from outside. */
export type Effect =
  | { readonly type: "history"; readonly event: HistoryEvent }
  | { readonly type: "task"; readonly id: string; readonly call: TaskCall }
  | { readonly type: "cancel-task"; readonly id: string }
  | { readonly type: "wake"; readonly id: string; readonly at: number }
  | { readonly type: "cancel-wake"; readonly id: string }
  | { readonly type: "evaluate"; readonly id: string; readonly evaluations: readonly Evaluation[] };

export interface TaskCall {
  readonly state: string;
  /** The ARN in the definition. */
  readonly resource: string;
  readonly parameters: JsonValue;
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
  /** 0 for the first try, then the number of retries. */
  readonly attempt: number;
  /** Where the task waits for a callback. */
  readonly taskToken?: string;
  /** Index in the nearest Map, if any. */
  readonly iteration?: number;
}

/** The next execution, and what it wants done. */
export type Transition = readonly [execution: Execution, effects: readonly Effect[]];
