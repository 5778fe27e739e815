import type { CommandFault } from "./faults.ts";

/**
 * The machines with an SSM agent. EC2 says which there are and what becomes of them; SSM looks them up, listens, and
 * hands commands to their agents. Neither knows more of the other than this.
 */
export interface Nodes {
  /** Those that SSM can be asked about. */
  managed(): readonly ManagedNode[];
  /** The agent of an instance that has one, and whether it can be reached. */
  agentOf(instanceId: string): { readonly agent: NodeAgent; readonly connected: boolean } | undefined;
  listen(listener: NodeListener): void;
}

/** What SSM knows of an instance. */
export interface ManagedNode {
  readonly instanceId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly pingStatus: "Online" | "ConnectionLost";
  /** A stopped one takes commands but is not described. */
  readonly listed: boolean;
  /** When it was last heard of, where that is not just now. */
  readonly lastPing?: number;
}

export interface NodeListener {
  /** Its agent came online, or back. */
  online(instanceId: string): void;
  /** The machine died under its agent. */
  lost(instanceId: string, end: LostNode): void;
}

/** What SSM says of what ran on a machine that is gone: that it could not be delivered, or nothing ever again. */
export type LostNode = "undeliverable" | "silent";

/** An SSM agent as the service sees it. */
export interface NodeAgent {
  /** False when five run and five wait: the service has to come again. */
  hasRoom(): boolean;
  deliver(job: Job): void;
  /** A running command is killed and replies; one that still waits is dropped and never replies (task/pool.go). */
  cancel(commandId: string): void;
}

/** What SSM hands to the agent of one instance: one command, with whatever the agent may need of the service for it. */
export interface Job {
  readonly commandId: string;
  /** What it is done with, so that what it asks for is known to be its own. */
  readonly accessKeyId: string;
  readonly commands: readonly string[];
  readonly workingDirectory: string;
  /** Seconds, as in the document parameter. */
  readonly executionTimeout: string;
  readonly output?: { readonly bucket: string; readonly keyPrefix: string };
  /** Puts lines into the command's log stream while its script runs, where that was asked for. */
  readonly publish?: (stream: "stdout" | "stderr", lines: readonly string[]) => void;
  /** What goes wrong with it; asked when it is about to run. */
  fault(): CommandFault | undefined;
  /** Fills `{{ssm:name}}` in; throws when a name is not there. */
  resolve(text: string): string;
  /** The service takes it for undeliverable although it runs. */
  giveUp(): void;
  /** `reported`: the service gets to know of it now, and not only with the reply. */
  started(folder: string, reported: boolean): void;
  ended(end: JobEnd): void;
}

/** The agent's one reply, at the end. */
export interface JobEnd {
  readonly status: "Success" | "Failed" | "TimedOut" | "Cancelled";
  /** Where it says more than the status. */
  readonly statusDetails?: string;
  readonly responseCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
