import type { JsonValue } from "@alpha-engine/asl";
import type { Duration } from "@alpha-engine/dialect";

import type { Caller, TaskCaller } from "./callers/caller.ts";
import type { ReclaimOptions } from "./reclaim-options.ts";
import type { CommandView, InstanceView } from "./views.ts";

/** What goes wrong, and when: each is asked at its moment and answers from what it is told, so a run can be repeated. */
export interface Faults {
  /** Asked when a command is about to run on its instance. */
  command?(command: CommandView): CommandFault | undefined;
  /** Asked when an attempt at a task begins, also where something stands in for what it names. */
  task?(task: TaskView): TaskFault | undefined;
  /** Asked when a Lambda function is about to run. */
  invocation?(functionName: string, payload: unknown, by?: Caller): InvocationFault | undefined;
  /** Asked before an instance is launched: the error RunInstances answers with. */
  launch?(request: LaunchRequest): LaunchFault | undefined;
  /** Asked when an object is about to take its place in a bucket. */
  object?(object: ObjectView): ObjectFault | undefined;
  /** Asked for every request at every door, before it has any effect. */
  request?(request: RequestView): RequestFault | undefined;
  /** Asked when an instance runs and its agent is about to register. */
  agent?(instance: InstanceView): AgentFault | undefined;
  /**
   * How far the cloud's clock is ahead of this machine's, in seconds: in its answers, in their `Date` header, and when
   * it looks at a signature, which it refuses when it is more than five minutes off (S3: fifteen). @default 0
   */
  readonly clockSkewSeconds?: number;
}

/** What goes wrong with a command on its instance, and when. */
export type CommandFault = CommandFaultKind & {
  /**
   * So long after its script began, or `after` its end, of an `exit`, a `hang`, a `reclaim`, a `connection-lost` and a `push`.
   * @default before the script, or when it begins; of a reclaim at its first output
   */
  readonly at?: "after" | Duration;
  /** Told where the script had ended before that. */
  readonly missed?: () => void;
};

/** What may go wrong with a command. */
export type CommandFaultKind =
  /** The script is not run, or ended when it is time; it ends as if it had exited with `code`. */
  | { readonly kind: "exit"; readonly code: number }
  /** At the first byte of the script's output the spot instance under it is reclaimed. */
  | ({ readonly kind: "reclaim" } & ReclaimOptions)
  /** The script runs, and SSM says Failed/Undeliverable, as if it had never been delivered. */
  | { readonly kind: "undeliverable" }
  /** The agent's connection is lost when the script has begun, for so long; without `lasts` for good. */
  | { readonly kind: "connection-lost"; readonly lasts?: Duration }
  /** The node may not write the output objects: S3 refuses them, the agent only logs it. */
  | { readonly kind: "upload-refused" }
  /** The script is not run, or does not return: the command ends when its execution timeout has passed, which no work keeps. */
  | { readonly kind: "hang" }
  /** The clock of its instance is so far behind from now on. */
  | { readonly kind: "clock-behind"; readonly by: Duration }
  /** The script is not run; it ends as if its execution timeout had passed. */
  | { readonly kind: "timed-out" }
  /** The script runs, and of either stream the service keeps what a talkative one had said before: all of it is beyond the cut. */
  | { readonly kind: "truncated" }
  /** The script runs, and the service has nothing of what it wrote. */
  | { readonly kind: "silent" }
  /** Before the script begins somebody merges into the remote of each checkout that its instance's image has. */
  | { readonly kind: "push" }
  /** The same, and somebody else is pulling there when the script begins: git's locks are held for so long. @default 5s */
  | { readonly kind: "pull"; readonly lasts?: Duration }
  /** The node refuses the document: it is not run. */
  | { readonly kind: "refused"; readonly statusDetails: "AccessDenied" | "InvalidPlatform" };

/** What goes wrong with the SSM agent of an instance: when it comes Online, and when it is cut off. */
export interface AgentFault {
  /** From running to Online, in place of `timings.agentOnline`. */
  readonly onlineAfter?: Duration | "never";
  /** When its connection is lost, counted from when it came Online, and for how long; without `lasts` for good. */
  readonly losses?: readonly { readonly after: Duration; readonly lasts?: Duration }[];
}

/** A request at one of the doors, as {@link Faults} are asked about it. */
export interface RequestView {
  /** As in the SigV4 scope: `ssm`, `ec2`, `states`, `events`, `s3`, `sns`, `sqs`, `dynamodb`, `lambda`, `monitoring`, `logs`, `sts`. */
  readonly service: string;
  /** `SendCommand`, `RunInstances`, `PutObject`; empty where it cannot be told. */
  readonly operation: string;
  /** 1 for the first request of this operation, 2 for the second, and so on. */
  readonly count: number;
  /** Who asks; absent where it comes from outside. */
  readonly by?: Caller;
}

/** What goes wrong with a request, whichever service it is for. */
export type RequestFault =
  /** The service's own word for too many requests; nothing takes effect. */
  | { readonly kind: "throttle" }
  | { readonly kind: "error"; readonly code: string; readonly statusCode: number; readonly message?: string }
  /** The connection is reset: `before` anything took effect, or `after`, so that only the answer is lost. */
  | { readonly kind: "reset"; readonly when: "before" | "after" }
  /** Answered this much later, in this machine's time. */
  | { readonly kind: "delay"; readonly by: Duration }
  /** The cloud's clock is so far ahead of the one by which it was signed: its signature is judged, and its answer dated, by that. */
  | { readonly kind: "skew"; readonly by: Duration };

/** The function is not run; the invocation ends with this error as if the function had thrown it. */
export interface InvocationFault {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** An object that is about to be put, as {@link Faults} are asked about it. */
export interface ObjectView {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Who puts it; absent where it comes from outside. */
  readonly by?: Caller;
}

/**
 * Who puts the object is answered that it is there, and afterwards it is `missing`, whatever was there before; or what was
 * there before is `stale`; or only its first half is there.
 */
export type ObjectFault = "missing" | "stale" | "truncated";

/** An attempt at a task of an execution, as {@link Faults} are asked about it. */
export interface TaskView {
  readonly by: TaskCaller;
  /** As the definition has it. */
  readonly resource: string;
  readonly parameters: JsonValue;
  /** The name of what stands in for what it asks for, where something does. */
  readonly standIn?: string;
}

/** What goes wrong with an attempt at a task. */
export type TaskFault =
  /** It is not done, and fails with this, at once or so much later. */
  | { readonly kind: "error"; readonly error: string; readonly cause: string; readonly after?: Duration }
  /** It is done, and its answer is another. */
  | { readonly kind: "answer"; readonly change: (answer: JsonValue) => JsonValue };

/** One instance that is about to be launched, as {@link Faults} are asked about it. */
export interface LaunchRequest {
  readonly imageId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly lifecycle: "spot" | "on-demand";
  readonly tags: Readonly<Record<string, string>>;
  /** Who asks for it; absent where it comes from outside. */
  readonly by?: Caller;
}

/** The error that the launch is answered with, so that no instance comes of it; or what ends it when it was accepted. */
export interface LaunchFault {
  /**
   * As EC2 spells it: `InsufficientInstanceCapacity`. A code of StateReason, which begins with `Server.` or `Client.`
   * (`Client.VolumeLimitExceeded`), takes the launch, and ends its instance behind `pending`.
   */
  readonly code: string;
  readonly message?: string;
}
