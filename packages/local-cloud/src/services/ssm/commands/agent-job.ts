import type { Clock } from "@alpha-engine/asl";

import type { CommandStatus } from "../../../cloud/views.ts";
import type { Job } from "../../../machine/agent/job.ts";
import { TERMINAL, type Command, type Invocation } from "./command.ts";

/**
 * What the agent gets of a command, and what its reply does to it; a reply to what has ended is ignored. There is one
 * reply, at the end. Source: mgsinteractor.go, messaging/backend.go (agent 3.3, 2024-10).
 */
export function jobOf(
  command: Command,
  invocation: Invocation,
  clock: Clock,
  change: (command: Command, invocation: Invocation, status: CommandStatus, details?: string) => void,
  left: () => void,
): Job {
  return {
    commandId: command.commandId,
    commands: command.parameters["commands"] ?? [],
    workingDirectory: command.workingDirectory,
    executionTimeout: command.executionTimeout,
    ...(command.outputBucket === ""
      ? {}
      : { output: { bucket: command.outputBucket, keyPrefix: command.outputKeyPrefix } }),
    ...(command.logGroup === "" ? {} : { logGroup: command.logGroup }),
    started: (folder, heard) => {
      invocation.startHeard ||= heard;
      invocation.startedAt ??= clock.now();
      invocation.folder = folder;
    },
    ended: ({ status, statusDetails, responseCode, stdout, stderr }) => {
      if (!TERMINAL.has(invocation.status)) {
        invocation.startHeard = true;
        invocation.responseCode = responseCode;
        invocation.stdout = stdout;
        // The agent keeps 24,000 of either stream, the service 8,000 of stderr (facts A7).
        invocation.stderr = stderr.slice(0, 8000);
        change(command, invocation, status, statusDetails ?? (status === "TimedOut" ? "ExecutionTimedOut" : status));
      }
      left();
    },
  };
}
