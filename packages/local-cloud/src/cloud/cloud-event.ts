import type { JsonValue, StateFailed } from "@alpha-engine/asl";

import type { Caller } from "./callers/caller.ts";
import type { RemoteLogin } from "./hosts.ts";
import type { Connection } from "./network.ts";
import type { CommandView, InstanceView } from "./views.ts";

/**
 * What happened in the cloud, in the order in which it happened. `at` is milliseconds since 1970 by the cloud's clock; `by`
 * is who asked for it, and is absent where it comes from outside.
 */
export type CloudEvent =
  | { readonly type: "instance-state"; readonly at: number; readonly instance: InstanceView }
  | { readonly type: "command-status"; readonly at: number; readonly command: CommandView }
  /** Any request, once it is answered, in the order of the answers. */
  | {
      readonly type: "call";
      readonly at: number;
      /** As in the SigV4 scope. */
      readonly service: string;
      /** Empty where it cannot be told. */
      readonly operation: string;
      readonly by?: Caller;
      /** `ok`, the error's code, or `reset` where the connection was. */
      readonly outcome: string;
    }
  | ({ readonly type: "metric"; readonly at: number; readonly by?: Caller } & MetricDatum)
  | ({ readonly type: "notification"; readonly at: number; readonly by?: Caller } & Notification)
  | {
      readonly type: "object";
      readonly at: number;
      readonly bucket: string;
      readonly key: string;
      /** The file that holds the object's bytes. */
      readonly file: string;
      readonly size: number;
      readonly by?: Caller;
    }
  | {
      readonly type: "function-invoked";
      readonly at: number;
      readonly functionName: string;
      readonly durationMs: number;
      /** The error's type when the function failed. */
      readonly errorType?: string;
      readonly requestId: string;
      readonly by?: Caller;
    }
  | {
      readonly type: "rule-fired";
      readonly at: number;
      readonly rule: string;
      readonly targetArn: string;
      /** Why the target could not be started. */
      readonly error?: string;
    }
  | ({
      readonly type: "task";
      readonly at: number;
      readonly executionArn: string;
      /** Of this attempt. */
      readonly id: string;
      readonly state: string;
      /** As the definition has it. */
      readonly resource: string;
      /** 0 for the first, then the number of retries. */
      readonly attempt: number;
      /** Index in the nearest Map, if any. */
      readonly iteration?: number;
      /** The line of states that it is in: the machine's own, a branch's, an iteration's. */
      readonly thread: string;
      readonly parameters: JsonValue;
      /** The name of what stands in for what it asks for, where something does. */
      readonly standIn?: string;
    } & TaskNews)
  /** Every state that failed, in its task or in its data, also where no history tells of it. */
  | ({ readonly type: "state-failed"; readonly at: number; readonly executionArn: string } & StateFailed)
  | ({ readonly type: "not-modelled"; readonly at: number } & NotModelled)
  /** By ssh or what is built on it, once it has ended. */
  | ({ readonly type: "remote-login"; readonly at: number; readonly by?: Caller } & RemoteLogin)
  | ({ readonly type: "connection"; readonly by?: Caller } & Connection)
  | {
      readonly type: "history";
      readonly at: number;
      readonly executionArn: string;
      /** A history event in the shape of GetExecutionHistory. */
      readonly event: Readonly<Record<string, unknown>>;
    };

/** How far an attempt at a task is. */
export type TaskNews =
  | { readonly phase: "scheduled" }
  /** It was handed over, and somebody else ends it. */
  | { readonly phase: "submitted"; readonly output: JsonValue }
  /** Whoever has its token gave a sign of life. */
  | { readonly phase: "heartbeat" }
  | { readonly phase: "succeeded"; readonly output: JsonValue }
  | { readonly phase: "failed"; readonly error: string; readonly cause: string }
  /** Nobody waits for its answer any more: a sibling failed, or the execution has ended. */
  | { readonly phase: "aborted" };

/** Something was asked of the cloud that AWS does and the cloud does not: what became of it says nothing about AWS. */
export interface NotModelled {
  /** As the call or the task names it: `ec2:CreateImage`, `arn:aws:states:::ecs:runTask.sync`. */
  readonly asked: string;
  readonly why: string;
  /** The execution that it ended, and the state; absent where a program asked. */
  readonly executionArn?: string;
  readonly state?: string;
  /** Who asked, where it was no execution itself. */
  readonly by?: Caller;
}

/** One value that PutMetricData was given; `timestamp` is ISO 8601. */
export interface MetricDatum {
  readonly timestamp: string;
  readonly namespace: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One message that was published to a topic; `timestamp` is ISO 8601. */
export interface Notification {
  readonly timestamp: string;
  readonly topicArn: string;
  readonly subject: string | null;
  readonly message: string;
  readonly messageId: string;
}
