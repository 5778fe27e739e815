import type { Clock } from "@alpha-engine/asl";

import type { Events } from "../../../cloud/bus.ts";
import type { Timings } from "../../../cloud/options.ts";
import type { CommandStatus, CommandView } from "../../../cloud/views.ts";
import type { Agent } from "../../../machine/agent/agent.ts";
import { jobOf } from "./agent-job.ts";
import { isError, share, TERMINAL, viewOf, type Command, type Invocation } from "./command.ts";

export interface CommandBook {
  add(command: Command): void;
  /** Takes in a command of an earlier cloud: what had not ended then never will have been delivered. */
  restore(command: Command): void;
  find(commandId: string): Command | undefined;
  /** Newest first. */
  all(): readonly Command[];
  view(commandId: string, instanceId: string): CommandView | undefined;
  views(): readonly CommandView[];
  cancel(command: Command, instanceIds: readonly string[]): void;
  /** An agent came online, or back: what waits for its instance is delivered. */
  agentOnline(instanceId: string): void;
  /** The machine died under its agent. `silent`: nobody will ever say how its commands ended. */
  instanceLost(instanceId: string, shape: "undeliverable" | "silent"): void;
  /** The service takes it for undeliverable, whatever its instance does. */
  giveUp(commandId: string, instanceId: string): void;
  stop(): void;
}

export interface CommandBookOptions {
  readonly clock: Clock;
  readonly events: Events;
  readonly timings: Timings;
  /** The agent of an instance that has one, and whether it can be reached. */
  readonly agentOf: (instanceId: string) => { readonly agent: Agent; readonly connected: boolean } | undefined;
  /** Called whenever something about a command has changed. */
  readonly changed: (command: Command) => void;
}

/** Every command and how far it has come on each of its instances, with the clocks that AWS lets run beside it. */
export function createCommandBook({ clock, events, timings, agentOf, changed }: CommandBookOptions): CommandBook {
  const commands = new Map<string, Command>();

  const change = (command: Command, invocation: Invocation, status: CommandStatus, details: string = status): void => {
    if (TERMINAL.has(invocation.status)) return;
    invocation.status = status;
    invocation.statusDetails = details;
    if (TERMINAL.has(status)) {
      invocation.endedAt = clock.now();
      for (const cancel of invocation.timers) cancel();
      invocation.timers.clear();
      // What ends before it can be seen is seen all the same: cancelled, say, right after it was sent.
      if (!invocation.visible) later(invocation, timings.registration, () => (invocation.visible = true));
    }
    changed(command);
    events.emit({ type: "command-status", at: clock.now(), command: viewOf(command, invocation) });
    if (TERMINAL.has(status)) admit(command);
  };

  const later = (invocation: Invocation, seconds: number, callback: () => void): void => {
    const cancel = clock.schedule(seconds * 1000, () => {
      invocation.timers.delete(cancel);
      callback();
    });
    invocation.timers.add(cancel);
  };

  /** MaxConcurrency at once; none any more when more than MaxErrors have failed (ssm-ug send-commands-velocity, 2026-11). */
  const admit = (command: Command): void => {
    const { invocations } = command;
    const waiting = invocations.filter(({ admitted, status }) => !admitted && !TERMINAL.has(status));
    if (waiting.length === 0) return;
    if (invocations.filter(isError).length > share(command.maxErrors, invocations.length)) {
      for (const invocation of waiting) invocation.admitted = true;
      for (const invocation of waiting) change(command, invocation, "Failed", "Terminated");
      return;
    }
    const active = invocations.filter(({ admitted, status }) => admitted && !TERMINAL.has(status)).length;
    const room = Math.max(1, share(command.maxConcurrency, invocations.length)) - active;
    for (const invocation of waiting.slice(0, Math.max(0, room))) {
      invocation.admitted = true;
      deliver(command, invocation);
    }
  };

  const deliver = (command: Command, invocation: Invocation): void => {
    const { instanceId } = invocation;
    const node = agentOf(instanceId);
    if (node === undefined || invocation.delivered || TERMINAL.has(invocation.status)) return;
    if (!node.connected) {
      // InProgress says that the service is trying, not that the script runs (ssm-ug monitor-commands, 2026-11).
      if (invocation.status === "Pending") change(command, invocation, "InProgress");
      // A node that is not connected is sent to all the same, and the command then undeliverable: recorded 2026 (facts B4).
      later(invocation, timings.undeliverable, () => {
        const back = invocation.delivered || agentOf(instanceId)?.connected === true;
        if (!back) change(command, invocation, "Failed", "Undeliverable");
      });
      return;
    }
    // The service tries again (ssm-ug monitor-commands, 2026-11; that a full node is the reason is an inference).
    if (!node.agent.hasRoom()) return change(command, invocation, "Delayed");
    invocation.delivered = true;
    change(command, invocation, "InProgress");
    const left = (): void => {
      for (const [other, delayed] of openOn(instanceId)) if (delayed.status === "Delayed") deliver(other, delayed);
    };
    node.agent.deliver(jobOf(command, invocation, clock, change, left));
  };

  const register = (command: Command): void => {
    for (const invocation of command.invocations) {
      later(invocation, timings.registration, () => {
        invocation.visible = true;
        admit(command);
      });
      // Never delivered within TimeoutSeconds: it will not run (SendCommand.TimeoutSeconds in the model).
      later(invocation, command.timeoutSeconds, () => {
        if (!invocation.delivered) change(command, invocation, "TimedOut", "DeliveryTimedOut");
      });
      // Delivery and execution time together, even if the script is still running (ssm-ug monitor-commands, 2026-11).
      const total = (command.expiresAt - command.requestedAt) / 1000;
      later(invocation, total, () => change(command, invocation, "TimedOut", "DeliveryTimedOut"));
    }
  };

  const openOn = (instanceId: string): readonly (readonly [Command, Invocation])[] =>
    [...commands.values()].flatMap((command) =>
      command.invocations
        .filter((invocation) => invocation.instanceId === instanceId && !TERMINAL.has(invocation.status))
        .map((invocation) => [command, invocation] as const),
    );

  const lookUp = (commandId: string, instanceId: string): readonly [Command, Invocation] | undefined => {
    const command = commands.get(commandId);
    const invocation = command?.invocations.find((each) => each.instanceId === instanceId);
    return command === undefined || invocation === undefined ? undefined : [command, invocation];
  };

  return {
    add: (command) => {
      commands.set(command.commandId, command);
      changed(command);
      for (const invocation of command.invocations) {
        events.emit({ type: "command-status", at: clock.now(), command: viewOf(command, invocation) });
      }
      register(command);
    },
    restore: (command) => {
      commands.set(command.commandId, command);
      for (const invocation of command.invocations) {
        invocation.visible = true;
        invocation.admitted = true;
        change(command, invocation, "Failed", "Undeliverable");
      }
    },
    find: (commandId) => commands.get(commandId),
    all: () => [...commands.values()].reverse(),
    view: (commandId, instanceId) => {
      const found = lookUp(commandId, instanceId);
      return found === undefined ? undefined : viewOf(...found);
    },
    views: () =>
      [...commands.values()].flatMap((command) => command.invocations.map((invocation) => viewOf(command, invocation))),
    cancel: (command, instanceIds) => {
      for (const invocation of command.invocations) {
        if (instanceIds.length > 0 && !instanceIds.includes(invocation.instanceId)) continue;
        if (TERMINAL.has(invocation.status)) continue;
        if (!invocation.delivered) {
          change(command, invocation, "Cancelled");
          continue;
        }
        change(command, invocation, "Cancelling");
        const node = agentOf(invocation.instanceId);
        if (node?.connected === true) node.agent.cancel(command.commandId);
      }
    },
    agentOnline: (instanceId) => {
      for (const [command, invocation] of openOn(instanceId)) {
        if (invocation.admitted) deliver(command, invocation);
        if (invocation.status === "Cancelling") agentOf(instanceId)?.agent.cancel(command.commandId);
      }
    },
    instanceLost: (instanceId, shape) => {
      for (const [command, invocation] of openOn(instanceId)) {
        if (shape === "silent") continue;
        // Failed, Undeliverable, -1, both streams empty, tens of seconds later: recorded 2026 (facts B5).
        later(invocation, timings.undeliverable, () => change(command, invocation, "Failed", "Undeliverable"));
      }
    },
    giveUp: (commandId, instanceId) => {
      const found = lookUp(commandId, instanceId);
      if (found !== undefined) change(...found, "Failed", "Undeliverable");
    },
    stop: () => {
      for (const command of commands.values()) {
        for (const { timers } of command.invocations) for (const cancel of timers) cancel();
      }
    },
  };
}
