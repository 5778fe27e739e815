import type { JsonArray, JsonObject, JsonValue } from "../json.ts";
import type { Evaluation, EvaluationAnswer } from "../jsonata/evaluation.ts";
import type { HistoryEvent } from "./history.ts";
import type { MapRunLimits, MapRunNews } from "./map-run-news.ts";
import type { Size } from "./size.ts";

/** The status of an execution in the words of DescribeExecution; all but `RUNNING` are an end. */
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
  /** Express executions cannot be redriven. */
  readonly machineType?: "EXPRESS";
  /** Whether somebody wants to know of Map Runs and of the histories of their children. */
  readonly tellsOfMapRuns?: true;
  /** Whether somebody wants to know by which field each state is entered. */
  readonly tellsOfEntries?: true;
  redriveCount: number;
  lastEventId: number;
  lastId: number;
  /** `Execution` and `StateMachine` of the context object. */
  context: JsonObject;
  /** After a failure they stay, for a redrive. */
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
  readonly startedAt: number;
  /** Set where a sibling's failure or the end of the execution has stopped it; a redrive goes on from here. */
  halted?: true;
  /** The thread that a child of a distributed Map began as, where it belongs to one. */
  readonly child?: string;
  /** Of such a first thread: `$$.Execution` of the child. */
  own?: JsonObject & { readonly Id: string };
  /** Of such a first thread: how many events the child has left, as its own execution has the limit too. */
  events?: number;
  /** `$$.Map` of the states in an iteration. */
  readonly map?: JsonObject;
  variables: JsonObject;
  previousEventId: number;
  /** The state it is about to enter. */
  next?: { readonly state: string; readonly input: JsonValue; readonly size: Size } | undefined;
  frame?: Frame | undefined;
}

/** What a thread knows about the state it is in. */
export interface Frame {
  readonly state: string;
  readonly input: JsonValue;
  /** The input's size at most. */
  readonly size: Size;
  readonly enteredAt: number;
  readonly enteredEventId: number;
  /** The event before the state was entered. */
  readonly previousEventId: number;
  /** Attempts that each retrier has used. */
  retries: readonly number[];
  retryCount: number;
  task?: string | undefined;
  token?: string | undefined;
  /** Whether a worker has taken the activity. */
  taken?: true | undefined;
  heartbeatSeconds?: number;
  timers: readonly string[];
  fan?: Fan | undefined;
  /** What a distributed Map has worked out before its items are there. */
  plan?: MapPlan | undefined;
}

/** The branches or iterations of a Parallel or Map state. */
export interface Fan {
  readonly inputs: readonly JsonValue[];
  readonly results: JsonValue[];
  limit: number;
  tolerated: number;
  /** The threads under way, in the order of their start. */
  running: Record<string, true>;
  /** The threads whose failure is tolerated; a redrive takes them up again. */
  broken: Record<string, true>;
  started: number;
  done: number;
  failed: number;
  /** How each child ended, where a ResultWriter tells of it. */
  children?: ChildRecord[];
}

/** The fields of a Map state, evaluated. */
export interface MapPlan {
  readonly maxConcurrency: number;
  readonly toleratedCount: number;
  readonly toleratedPercentage: number;
  readonly mapRunArn?: string;
  /** At most so many items are read. */
  readonly maxItems?: number;
  /** What is being read from S3. */
  readonly reading?: S3Request;
  /** Where the items come from: the first so many from here, the next so many from there. */
  readonly sources?: readonly { readonly uri: string; readonly items: number }[];
  /** Files of a manifest or a listing that are still to be read. */
  readonly unread?: readonly S3Request[];
  /** Their columns. */
  readonly columns?: readonly string[];
  readonly read?: JsonArray;
  /** Where results go: the bucket and the prefix. */
  readonly destination?: { readonly Bucket: string; readonly Prefix: string };
  /** Files that are still to be written, and what the state results in then. */
  readonly unwritten?: readonly S3Request[];
  readonly result?: JsonValue;
}

export interface ChildRecord {
  readonly index: number;
  readonly arn: string;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly error?: string;
  readonly cause?: string;
  readonly failed?: true;
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
  /** Whether a catcher itself failed: no other takes that. [measured on AWS, 2026] */
  readonly unhandled?: boolean;
  /** Whether a branch or an iteration of the state failed, not the state itself. */
  readonly branch?: boolean;
  /** Whether no heartbeat came: a timeout that has a name of its own for Retry and Catch. */
  readonly heartbeat?: boolean;
  /** The field of a JSONata expression that failed. */
  readonly location?: string | null;
}

export type Step =
  | { readonly do: "enter"; readonly thread: string }
  | { readonly do: "run"; readonly thread: string }
  | { readonly do: "items"; readonly thread: string; readonly items: JsonArray }
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
      /** The whole execution fails with it. */
      readonly endsExecution?: boolean;
      readonly at: number;
    }
  | { readonly type: "task-timed-out"; readonly id: string; readonly cause?: string; readonly at: number }
  | { readonly type: "task-heartbeat"; readonly id: string; readonly at: number }
  | { readonly type: "task-started"; readonly id: string; readonly workerName?: string; readonly at: number }
  | { readonly type: "s3-answered"; readonly id: string; readonly answer: S3Answer; readonly at: number }
  | { readonly type: "wake"; readonly id: string; readonly at: number }
  | {
      readonly type: "evaluated";
      readonly id: string;
      readonly answers: readonly EvaluationAnswer[];
      readonly at: number;
    }
  | ({ readonly type: "map-run-updated"; readonly mapRunArn: string; readonly at: number } & Partial<MapRunLimits>)
  | { readonly type: "abort"; readonly error?: string; readonly cause?: string; readonly at: number };

/** What the evaluator wants from outside. */
export type Effect =
  | { readonly type: "history"; readonly event: HistoryEvent }
  | { readonly type: "state-entered"; readonly entered: StateEntered }
  | { readonly type: "state-failed"; readonly failed: StateFailed }
  | { readonly type: "task"; readonly id: string; readonly call: TaskCall }
  | { readonly type: "map-run"; readonly news: MapRunNews }
  | { readonly type: "s3"; readonly id: string; readonly request: S3Request }
  | { readonly type: "cancel-task"; readonly id: string; readonly because: "timeout" | "abort" }
  | { readonly type: "wake"; readonly id: string; readonly at: number }
  | { readonly type: "cancel-wake"; readonly id: string }
  | { readonly type: "evaluate"; readonly id: string; readonly evaluations: readonly Evaluation[] };

/** What a distributed Map wants of S3. */
export type S3Request =
  | { readonly action: "getObject" | "listObjectsV2"; readonly parameters: JsonObject }
  | {
      readonly action: "putObject";
      readonly parameters: { readonly Bucket: string; readonly Key: string; readonly Body: string };
    };

/** What came of an {@link S3Request}. A `cause` becomes that of the failed Map state. */
export type S3Answer =
  /** The text of an object, or nothing where one was written. */
  | { readonly kind: "done"; readonly body?: string }
  /** What a listing found: `Etag`, `LastModified`, `Key`, `Size`, `StorageClass`. */
  | { readonly kind: "objects"; readonly objects: readonly JsonObject[] }
  | { readonly kind: "failed"; readonly cause: string };

/** What a Task state wants done, its fields evaluated. Times in seconds. */
export interface TaskCall {
  readonly state: string;
  readonly kind: "lambda" | "activity" | "service";
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
  /** The line of states that the task is in: the machine's own, a branch's, an iteration's. */
  readonly thread: string;
}

/** A state is entered. A redrive, and another attempt at a state, enter nothing anew. */
export interface StateEntered {
  /** JSON pointer of the state. */
  readonly state: string;
  /** JSON pointer of the field that names it: a `StartAt`, a `Next`, a `Default`. */
  readonly by: string;
}

/** A state has failed: in its task, in its data, or because a branch or an iteration of it has. */
export interface StateFailed {
  readonly state: string;
  /** The line of states that it is in. */
  readonly thread: string;
  /** Index in the nearest Map, if any. */
  readonly iteration?: number;
  readonly error?: string;
  readonly cause?: string;
  /** What comes of it: another attempt, a state that a Catch names, or the end of the line that it is in. */
  readonly leadsTo: "retry" | "catch" | "end";
}

/** The next execution, and what it wants done. */
export type Transition = readonly [execution: Execution, effects: readonly Effect[]];
