import type { Caller } from "./callers/caller.ts";

/** As EC2 names the state of an instance. */
export type InstanceState = "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";

/** An instance at one moment. Times are milliseconds since 1970 by the cloud's clock. */
export interface InstanceView {
  readonly instanceId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly lifecycle: "spot" | "on-demand";
  readonly state: InstanceState;
  /** StateReason.Code, once there is one. */
  readonly stateReason?: string;
  readonly spotRequestId?: string;
  readonly spotStatus?: string;
  /** Whether its SSM agent is registered and reachable. */
  readonly online: boolean;
  readonly launchedAt: number;
  readonly terminatedAt?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The folder on this machine that holds the instance's own files. */
  readonly folder: string;
  /** Where this machine finds its metadata service. */
  readonly metadataEndpoint?: string;
  /** Who launched it; absent where it comes from outside. */
  readonly by?: Caller;
}

/** As SSM names the status of an invocation; `statusDetails` says more. */
export type CommandStatus =
  | "Pending"
  | "InProgress"
  | "Delayed"
  | "Cancelling"
  | "Success"
  | "Failed"
  | "TimedOut"
  | "Cancelled";

/** One command on one instance: what SSM calls an invocation. */
export interface CommandView {
  readonly commandId: string;
  readonly instanceId: string;
  readonly instanceTags: Readonly<Record<string, string>>;
  readonly documentName: string;
  readonly comment: string;
  /** The lines of `commands`, joined as the agent joins them. */
  readonly script: string;
  readonly status: CommandStatus;
  readonly statusDetails: string;
  readonly responseCode: number;
  readonly requestedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Where SSM was asked to keep its output. */
  readonly outputBucket?: string;
  /**
   * The folder on this machine that holds `_script.sh`, `stdout` and `stderr`, once the script was written; and `exits` where a command
   * in it failed that nothing heeded: kind (`command`, or `pipe` behind whose first part the last went well), line, exit codes, the
   * command and what came next, with tabs between and a NUL behind each; and `behind` where the fault `push` moved remotes on, with the
   * path of each checkout that had not caught up when it ended.
   */
  readonly folder?: string;
  /** Who sent it; absent where it comes from outside. */
  readonly by?: Caller;
}
