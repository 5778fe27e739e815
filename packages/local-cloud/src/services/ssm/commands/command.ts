import type { Caller, CommandCaller } from "../../../cloud/callers/caller.ts";
import type { CommandStatus, CommandView } from "../../../cloud/views.ts";
import type { CommandNotification } from "./notification.ts";

/** A command as SSM keeps it, with one invocation per instance. */
export interface Command {
  readonly commandId: string;
  readonly documentName: string;
  readonly documentVersion: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly timeoutSeconds: number;
  readonly executionTimeout: string;
  readonly workingDirectory: string;
  readonly outputBucket: string;
  readonly outputKeyPrefix: string;
  /** The group that its output goes to while it runs; empty when that was not asked for. */
  readonly logGroup: string;
  readonly notification: CommandNotification | undefined;
  /** A number of instances, or a percentage of them. */
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly targets: readonly object[];
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly invocations: readonly Invocation[];
  /** Who sent it. */
  readonly by?: Caller;
}

export interface Invocation {
  readonly instanceId: string;
  readonly instanceTags: Readonly<Record<string, string>>;
  /** False within the registration window after SendCommand. */
  visible: boolean;
  /** It was its turn within MaxConcurrency. */
  admitted: boolean;
  /** The agent has it. */
  delivered: boolean;
  status: CommandStatus;
  statusDetails: string;
  responseCode: number;
  stdout: string;
  stderr: string;
  startedAt?: number;
  /** The service knows that it has started. */
  startReported: boolean;
  endedAt?: number;
  folder?: string;
  /** Cancels the timers that are pending for it. */
  readonly timers: Set<() => void>;
}

export const TERMINAL: ReadonlySet<CommandStatus> = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

function scriptOf(command: Command): string {
  return (command.parameters["commands"] ?? []).join("\n");
}

/** Which ends count towards MaxErrors (SSM user guide, monitor-commands, 2026-11). */
export function isError({ status, statusDetails }: Invocation): boolean {
  return statusDetails === "ExecutionTimedOut" || (status === "Failed" && statusDetails === "Failed");
}

/** MaxConcurrency and MaxErrors: a number, or a percentage of the targets. */
export function share(of: string, total: number): number {
  return of.endsWith("%") ? Math.floor((Number(of.slice(0, -1)) * total) / 100) : Number(of);
}

/**
 * The status of the whole follows from its parts: the worst terminal one when all have ended. Source: SSM user guide,
 * monitor-commands; a single instance is the case that is recorded.
 */
export function commandStatus(command: Command): { status: CommandStatus; statusDetails: string } {
  const { invocations } = command;
  if (invocations.length === 0) return { status: "Failed", statusDetails: "NoInstancesInTag" };
  const unfinished = invocations.filter(({ status }) => !TERMINAL.has(status));
  if (unfinished.length > 0) return first(unfinished, ["Cancelling", "InProgress", "Delayed", "Pending"]);
  const errors = invocations.filter(isError).length;
  // Attempted on all, not successful on all, and not failed often enough to be called failed.
  const tolerated = errors > 0 && errors <= share(command.maxErrors, invocations.length);
  if (tolerated) return { status: "Failed", statusDetails: "Incomplete" };
  return first(invocations, ["Failed", "TimedOut", "Cancelled", "Success"]);
}

/** A command is never Delayed, only one of its invocations is (botocore 1.43 model of CommandStatus, 2026-11). */
function first(
  among: readonly Invocation[],
  order: readonly CommandStatus[],
): { status: CommandStatus; statusDetails: string } {
  for (const wanted of order) {
    const found = among.filter(({ status }) => status === wanted);
    const [one] = found.toSorted((a, b) => Number(isError(b)) - Number(isError(a)));
    if (one?.status === "Delayed") return { status: "InProgress", statusDetails: "InProgress" };
    if (one !== undefined) return { status: one.status, statusDetails: one.statusDetails };
  }
  return { status: "Pending", statusDetails: "Pending" };
}

/** What one of its instances does for the sake of a command. */
export function callerOf({ commandId, by }: Command, { instanceId }: Invocation): CommandCaller {
  return { kind: "command", commandId, instanceId, ...(by && { by }) };
}

export function viewOf(command: Command, invocation: Invocation): CommandView {
  return {
    commandId: command.commandId,
    instanceId: invocation.instanceId,
    instanceTags: invocation.instanceTags,
    documentName: command.documentName,
    comment: command.comment,
    ...(command.outputBucket === "" ? {} : { outputBucket: command.outputBucket }),
    script: scriptOf(command),
    status: invocation.status,
    statusDetails: invocation.statusDetails,
    responseCode: invocation.responseCode,
    requestedAt: command.requestedAt,
    ...(invocation.startedAt === undefined ? {} : { startedAt: invocation.startedAt }),
    ...(invocation.endedAt === undefined ? {} : { endedAt: invocation.endedAt }),
    ...(invocation.folder === undefined ? {} : { folder: invocation.folder }),
    ...(command.by === undefined ? {} : { by: command.by }),
  };
}
