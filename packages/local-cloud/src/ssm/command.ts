import type { CommandStatus, CommandView } from "../views.ts";

/** A command as SSM keeps it, with one invocation per instance. */
export interface Command {
  readonly commandId: string;
  readonly documentName: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly timeoutSeconds: number;
  readonly executionTimeout: string;
  readonly workingDirectory: string;
  readonly outputBucket: string;
  readonly outputKeyPrefix: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly invocations: readonly Invocation[];
}

export interface Invocation {
  readonly instanceId: string;
  readonly instanceTags: Readonly<Record<string, string>>;
  /** False within the registration window after SendCommand. */
  visible: boolean;
  /** The agent has it. */
  delivered: boolean;
  status: CommandStatus;
  statusDetails: string;
  responseCode: number;
  stdout: string;
  stderr: string;
  startedAt?: number;
  endedAt?: number;
  folder?: string;
  /** Cancels the timers that are pending for it. */
  readonly timers: Set<() => void>;
}

export const TERMINAL: ReadonlySet<CommandStatus> = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

function scriptOf(command: Command): string {
  return (command.parameters["commands"] ?? []).join("\n");
}

/**
 * The status of the whole follows from its parts: the worst terminal one when all have ended. Source: ssm-ug
 * monitor-commands; a single instance is the case that is recorded.
 */
export function commandStatus({ invocations }: Command): { status: CommandStatus; statusDetails: string } {
  const unfinished = invocations.filter(({ status }) => !TERMINAL.has(status));
  const order: readonly CommandStatus[] =
    unfinished.length > 0
      ? ["Cancelling", "InProgress", "Delayed", "Pending"]
      : ["Failed", "TimedOut", "Cancelled", "Success"];
  const among = unfinished.length > 0 ? unfinished : invocations;
  for (const wanted of order) {
    const found = among.find(({ status }) => status === wanted);
    if (found !== undefined) return { status: found.status, statusDetails: found.statusDetails };
  }
  return { status: "Pending", statusDetails: "Pending" };
}

export function viewOf(command: Command, invocation: Invocation): CommandView {
  return {
    commandId: command.commandId,
    instanceId: invocation.instanceId,
    instanceTags: invocation.instanceTags,
    documentName: command.documentName,
    comment: command.comment,
    script: scriptOf(command),
    status: invocation.status,
    statusDetails: invocation.statusDetails,
    responseCode: invocation.responseCode,
    requestedAt: command.requestedAt,
    ...(invocation.startedAt === undefined ? {} : { startedAt: invocation.startedAt }),
    ...(invocation.endedAt === undefined ? {} : { endedAt: invocation.endedAt }),
    ...(invocation.folder === undefined ? {} : { folder: invocation.folder }),
  };
}
