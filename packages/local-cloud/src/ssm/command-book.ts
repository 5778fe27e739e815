import type { Clock } from "@alpha-engine/asl";

import type { Agent } from "../agent/agent.ts";
import type { Job } from "../agent/job.ts";
import type { Events } from "../events.ts";
import type { Timings } from "../options.ts";
import type { CommandStatus, CommandView } from "../views.ts";
import { TERMINAL, viewOf, type Command, type Invocation } from "./command.ts";

export interface CommandBook {
  add(command: Command): void;
  find(commandId: string): Command | undefined;
  /** Newest first. */
  all(): readonly Command[];
  view(commandId: string, instanceId: string): CommandView | undefined;
  views(): readonly CommandView[];
  cancel(command: Command, instanceIds: readonly string[]): void;
  /** An agent came online: what waits for its instance is delivered. */
  agentOnline(instanceId: string): void;
  /** The machine died under its agent. `silent`: nobody will ever say how its commands ended. */
  instanceLost(instanceId: string, shape: "undeliverable" | "silent"): void;
  stop(): void;
}

export interface CommandBookOptions {
  readonly clock: Clock;
  readonly events: Events;
  readonly timings: Timings;
  readonly agentOf: (instanceId: string) => Agent | undefined;
}

/** Every command and how far it has come on each of its instances, with the clocks that AWS lets run beside it. */
export function createCommandBook({ clock, events, timings, agentOf }: CommandBookOptions): CommandBook {
  const commands = new Map<string, Command>();

  const change = (command: Command, invocation: Invocation, status: CommandStatus, details: string = status): void => {
    if (TERMINAL.has(invocation.status)) return;
    invocation.status = status;
    invocation.statusDetails = details;
    if (TERMINAL.has(status)) {
      invocation.endedAt = clock.now();
      for (const cancel of invocation.timers) cancel();
      invocation.timers.clear();
    }
    events.emit({ type: "command-status", at: clock.now(), command: viewOf(command, invocation) });
  };

  const later = (invocation: Invocation, seconds: number, callback: () => void): void => {
    const cancel = clock.schedule(seconds * 1000, () => {
      invocation.timers.delete(cancel);
      callback();
    });
    invocation.timers.add(cancel);
  };

  const deliver = (command: Command, invocation: Invocation): void => {
    const agent = agentOf(invocation.instanceId);
    if (agent === undefined || invocation.delivered || TERMINAL.has(invocation.status)) return;
    invocation.delivered = true;
    // InProgress says that the service is trying, not that the script runs (ssm-ug monitor-commands).
    change(command, invocation, "InProgress");
    agent.deliver(jobOf(command, invocation, clock, change));
  };

  const register = (command: Command, invocation: Invocation): void => {
    later(invocation, timings.registration, () => {
      invocation.visible = true;
      deliver(command, invocation);
    });
    // Never delivered within TimeoutSeconds: it will not run (SendCommand.TimeoutSeconds in the model).
    later(invocation, command.timeoutSeconds, () => {
      if (!invocation.delivered) change(command, invocation, "TimedOut", "DeliveryTimedOut");
    });
    // Delivery and execution time together, even if the script is still running (ssm-ug monitor-commands).
    const total = (command.expiresAt - command.requestedAt) / 1000;
    later(invocation, total, () => change(command, invocation, "TimedOut", "DeliveryTimedOut"));
  };

  const openOn = (instanceId: string): readonly (readonly [Command, Invocation])[] =>
    [...commands.values()].flatMap((command) =>
      command.invocations
        .filter((invocation) => invocation.instanceId === instanceId && !TERMINAL.has(invocation.status))
        .map((invocation) => [command, invocation] as const),
    );

  return {
    add: (command) => {
      commands.set(command.commandId, command);
      for (const invocation of command.invocations) {
        events.emit({ type: "command-status", at: clock.now(), command: viewOf(command, invocation) });
        register(command, invocation);
      }
    },
    find: (commandId) => commands.get(commandId),
    all: () => [...commands.values()].reverse(),
    view: (commandId, instanceId) => {
      const command = commands.get(commandId);
      const invocation = command?.invocations.find((each) => each.instanceId === instanceId);
      return command === undefined || invocation === undefined ? undefined : viewOf(command, invocation);
    },
    views: () =>
      [...commands.values()].flatMap((command) => command.invocations.map((invocation) => viewOf(command, invocation))),
    cancel: (command, instanceIds) => {
      for (const invocation of command.invocations) {
        if (instanceIds.length > 0 && !instanceIds.includes(invocation.instanceId)) continue;
        if (TERMINAL.has(invocation.status)) continue;
        if (invocation.delivered) {
          change(command, invocation, "Cancelling");
          agentOf(invocation.instanceId)?.cancel(command.commandId);
        } else change(command, invocation, "Cancelled");
      }
    },
    agentOnline: (instanceId) => {
      for (const [command, invocation] of openOn(instanceId)) if (invocation.visible) deliver(command, invocation);
    },
    instanceLost: (instanceId, shape) => {
      for (const [command, invocation] of openOn(instanceId)) {
        if (shape === "silent") continue;
        // Failed, Undeliverable, -1, both streams empty, tens of seconds later: recorded (facts B5).
        later(invocation, timings.undeliverable, () => change(command, invocation, "Failed", "Undeliverable"));
      }
    },
    stop: () => {
      for (const command of commands.values()) {
        for (const { timers } of command.invocations) for (const cancel of timers) cancel();
      }
    },
  };
}

function jobOf(
  command: Command,
  invocation: Invocation,
  clock: Clock,
  change: (command: Command, invocation: Invocation, status: CommandStatus, details?: string) => void,
): Job {
  return {
    commandId: command.commandId,
    commands: command.parameters["commands"] ?? [],
    workingDirectory: command.workingDirectory,
    executionTimeout: command.executionTimeout,
    ...(command.outputBucket === ""
      ? {}
      : { output: { bucket: command.outputBucket, keyPrefix: command.outputKeyPrefix } }),
    started: (folder) => {
      invocation.startedAt ??= clock.now();
      invocation.folder = folder;
    },
    ended: ({ status, responseCode, stdout, stderr }) => {
      if (TERMINAL.has(invocation.status)) return;
      invocation.responseCode = responseCode;
      invocation.stdout = stdout;
      // The agent keeps 24,000 of either stream, the service 8,000 of stderr (facts A7).
      invocation.stderr = stderr.slice(0, 8000);
      change(command, invocation, status, status === "TimedOut" ? "ExecutionTimedOut" : status);
    },
  };
}
