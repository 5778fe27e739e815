import type { Clock } from "@alpha-engine/asl";

import type { CommandView } from "./views.ts";

export interface LocalCloudOptions {
  /** The folder for everything the cloud leaves: `s3/<bucket>/<key>`, `instances/<id>/`, `sns.jsonl`, `metrics.jsonl`. */
  readonly directory: string;
  /** @default wallClock() */
  readonly clock?: Clock;
  /** The router's port on 127.0.0.1. @default 0, any free one */
  readonly port?: number;
  /** @default "us-east-1" */
  readonly region?: string;
  /** What an instance finds on its disk, by ImageId. Without this option any ImageId boots an empty machine. */
  readonly images?: Readonly<Record<string, Image>>;
  /** Lambda functions by name. */
  readonly functions?: Readonly<Record<string, LambdaFunction>>;
  readonly faults?: Faults;
  /** `auto` takes namespaces where the kernel allows them. @default "auto" */
  readonly sandbox?: "auto" | "namespaces" | "plain";
  readonly timings?: Partial<Timings>;
}

export interface Image {
  /** By absolute path inside the instance, below /home, /var, /tmp, /opt, /root, /run, /srv or /usr/local/sbin. `mode` defaults to 0o644. */
  readonly files?: Readonly<Record<string, { readonly content: string; readonly mode?: number }>>;
  /** Folders of this machine that the instance sees at their own path. */
  readonly exposes?: readonly string[];
}

export interface LambdaFunction {
  /** A path or URL of an ES module. */
  readonly module: string | URL;
  /** The name of the export. @default "handler" */
  readonly handler?: string;
  /** Seconds on the cloud's clock. @default 900 */
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Faults {
  /** Asked when a command is about to run on its instance. */
  command?(command: CommandView): CommandFault | undefined;
  /** Asked when a Lambda function is about to run. */
  invocation?(functionName: string, payload: unknown): InvocationFault | undefined;
  /** Asked before an instance is launched: the error RunInstances answers with. */
  launch?(request: LaunchRequest): LaunchFault | undefined;
}

export type CommandFault =
  /** The script is not run; it ends as if it had exited with `code`. */
  | { readonly kind: "exit"; readonly code: number }
  /** At the first byte of the script's output the spot instance under it is reclaimed. */
  | { readonly kind: "reclaim"; readonly noticeSeconds?: number };

export interface InvocationFault {
  readonly errorType: string;
  readonly errorMessage: string;
}

export interface LaunchRequest {
  readonly imageId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly lifecycle: "spot" | "on-demand";
  readonly tags: Readonly<Record<string, string>>;
}

export interface LaunchFault {
  /** As EC2 spells it: `InsufficientInstanceCapacity`. */
  readonly code: string;
  readonly message?: string;
}

export interface ReclaimOptions {
  /** From the notice to shutting-down. @default 120, as AWS does it */
  readonly noticeSeconds?: number;
  /**
   * What SSM then says of a command that was running: `undeliverable` ends it Failed/Undeliverable soon after,
   * `silent` leaves it InProgress until its total timeout. Both have been seen. @default "undeliverable"
   */
  readonly ssm?: "undeliverable" | "silent";
}

/** Durations in seconds on the cloud's clock. */
export interface Timings {
  /** pending to running. @default 1 */
  readonly boot: number;
  /** running to the SSM agent being Online. @default 1 */
  readonly agentOnline: number;
  /** SendCommand to the invocation being visible and delivered. @default 0.3 */
  readonly registration: number;
  /** shutting-down to terminated, stopping to stopped. @default 1 */
  readonly shutdown: number;
  /** An instance's death to SSM giving up on what ran there. @default 35 */
  readonly undeliverable: number;
}

export const DEFAULT_TIMINGS: Timings = { boot: 1, agentOnline: 1, registration: 0.3, shutdown: 1, undeliverable: 35 };
