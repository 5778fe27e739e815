import type { Nodes } from "../../../cloud/nodes.ts";
import type { Part } from "../../../cloud/part.ts";
import { LATENCY } from "../../../cloud/timings.ts";
import type { CommandView } from "../../../cloud/views.ts";
import type { JobContext } from "./agent-job.ts";
import { type CommandRecord, restoredCommand } from "./command-record.ts";
import { TERMINAL, viewOf, type Command, type Invocation } from "./command.ts";
import { createDelivery } from "./delivery.ts";
import { createProgress } from "./progress.ts";
import { createTopicTeller } from "./tell-topic.ts";

/** Every command, with how far it has come on each of its instances. */
export interface CommandBook {
  add(command: Command): void;
  find(commandId: string): Command | undefined;
  /** Newest first. */
  all(): readonly Command[];
  views(): readonly CommandView[];
  cancel(command: Command, instanceIds: readonly string[]): void;
  stop(): void;
}

/** Begins with the commands of an earlier cloud: what had not ended then never will have been delivered. */
export function createCommandBook(part: Part, nodes: Nodes, job: JobContext): CommandBook {
  const commands = new Map<string, Command>();
  const onChange = createTopicTeller(part);
  const progress = createProgress({ ...part, registration: part.timings.registration, onChange });
  const { change, later } = progress;
  const openOn = (instanceId: string): readonly (readonly [Command, Invocation])[] =>
    [...commands.values()].flatMap((command) =>
      command.invocations
        .filter((invocation) => invocation.instanceId === instanceId && !TERMINAL.has(invocation.status))
        .map((invocation) => [command, invocation] as const),
    );
  const delivery = createDelivery({ nodes, progress, timings: part.timings, openOn, job });

  nodes.listen({
    // What waits for its instance is delivered.
    online: (instanceId) => {
      for (const [command, invocation] of openOn(instanceId)) {
        if (invocation.admitted) delivery.deliver(command, invocation);
        if (invocation.status === "Cancelling") nodes.agentOf(instanceId)?.agent.cancel(command.commandId);
      }
    },
    // Failed, Undeliverable, -1, both streams empty, tens of seconds later (aztec-packages#23715, an incident of 2026).
    lost: (instanceId, end) => {
      if (end === "silent") return;
      for (const [command, invocation] of openOn(instanceId)) {
        const giveUp = (): void => change(command, invocation, "Failed", "Undeliverable");
        later(invocation, part.timings.undeliverable, giveUp, LATENCY);
      }
    },
  });

  for (const record of part.journal.read<CommandRecord>("command").values()) {
    const command = restoredCommand(record);
    commands.set(command.commandId, command);
    for (const invocation of command.invocations) {
      invocation.visible = true;
      invocation.admitted = true;
      change(command, invocation, "Failed", "Undeliverable");
    }
  }

  return {
    add: (command) => {
      commands.set(command.commandId, command);
      progress.begin(command);
      delivery.register(command);
    },
    find: (commandId) => commands.get(commandId),
    all: () => [...commands.values()].reverse(),
    views: () =>
      [...commands.values()].flatMap((command) => command.invocations.map((invocation) => viewOf(command, invocation))),
    cancel: (command, instanceIds) => {
      for (const invocation of command.invocations) {
        if (instanceIds.length > 0 && !instanceIds.includes(invocation.instanceId)) continue;
        if (TERMINAL.has(invocation.status)) continue;
        change(command, invocation, invocation.delivered ? "Cancelling" : "Cancelled");
        const node = invocation.delivered ? nodes.agentOf(invocation.instanceId) : undefined;
        if (node?.connected === true) node.agent.cancel(command.commandId);
      }
    },
    stop: () => {
      for (const command of commands.values()) {
        for (const { timers } of command.invocations) for (const cancel of timers) cancel();
      }
    },
  };
}
