import type { Callers } from "../../../cloud/callers/callers.ts";
import type { Faults } from "../../../cloud/faults.ts";
import type { Job } from "../../../cloud/nodes.ts";
import { TERMINAL, callerOf, type Command, type Invocation, viewOf } from "./command.ts";
import type { Progress } from "./progress.ts";

/** What the agent may need of the service for a command. */
export interface JobContext {
  readonly faults: Faults;
  readonly callers: Callers;
  /** Fills `{{ssm:name}}` in. */
  readonly resolve: (text: string) => string;
  readonly publishLog: (group: string, stream: string, lines: readonly string[]) => void;
}

/**
 * What the agent gets of a command, and what its reply does to it; a reply to what has ended is ignored. There is one
 * reply, at the end. Source: mgsinteractor.go, messaging/backend.go (agent 3.3, 2024-10).
 */
export function agentJob(
  command: Command,
  invocation: Invocation,
  context: JobContext & { readonly progress: Progress; readonly hasRoomAgain: () => void },
): Job {
  const { faults, callers, resolve, progress, hasRoomAgain } = context;
  const { commandId, logGroup } = command;
  return {
    commandId,
    accessKeyId: callers.keyOf(callerOf(command, invocation)),
    commands: command.parameters["commands"] ?? [],
    workingDirectory: command.workingDirectory,
    executionTimeout: command.executionTimeout,
    ...(command.outputBucket === ""
      ? {}
      : { output: { bucket: command.outputBucket, keyPrefix: command.outputKeyPrefix } }),
    ...(logGroup === "" ? {} : { publish: publisher(command, invocation, context) }),
    fault: () => faults.command?.(viewOf(command, invocation)),
    resolve,
    giveUp: () => progress.change(command, invocation, "Failed", "Undeliverable"),
    started: (folder, reported) => {
      invocation.startReported ||= reported;
      invocation.startedAt ??= progress.clock.now();
      invocation.folder = folder;
    },
    ended: ({ status, statusDetails, responseCode, stdout, stderr }) => {
      if (!TERMINAL.has(invocation.status)) {
        invocation.startReported = true;
        invocation.responseCode = responseCode;
        invocation.stdout = stdout;
        // The agent keeps 24,000 of either stream, the service 8,000 of stderr (GetCommandInvocation's model, 2026-11).
        invocation.stderr = stderr.slice(0, 8000);
        const details = statusDetails ?? (status === "TimedOut" ? "ExecutionTimedOut" : status);
        progress.change(command, invocation, status, details);
      }
      hasRoomAgain();
    },
  };
}

/** Colons are not allowed in the names of log streams, hence the dash (cloudwatchlogsservice.go, agent 3.3, 2024-10). */
function publisher(
  { commandId, logGroup }: Command,
  { instanceId }: Invocation,
  { publishLog }: JobContext,
): NonNullable<Job["publish"]> {
  return (stream, lines) => publishLog(logGroup, `${commandId}/${instanceId}/aws-runShellScript/${stream}`, lines);
}
