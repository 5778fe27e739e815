import type { Nodes } from "../../../cloud/nodes.ts";
import { LATENCY, type Seconds } from "../../../cloud/timings.ts";
import { agentJob, type JobContext } from "./agent-job.ts";
import { type Command, type Invocation, isError, share, TERMINAL } from "./command.ts";
import type { Progress } from "./progress.ts";

/** Brings commands to their nodes. */
export interface Delivery {
  /** Starts the clocks of a new command. */
  register(command: Command): void;
  /** Hands an invocation to its node's agent, as far as there is one and it has room. */
  deliver(command: Command, invocation: Invocation): void;
}

export interface DeliveryOptions {
  readonly nodes: Nodes;
  readonly progress: Progress;
  readonly timings: Seconds;
  /** What has not ended on an instance. */
  readonly openOn: (instanceId: string) => readonly (readonly [Command, Invocation])[];
  readonly job: JobContext;
}

export function createDelivery({ nodes, progress, timings, openOn, job }: DeliveryOptions): Delivery {
  const { change, later } = progress;

  /** MaxConcurrency at once; none any more when more than MaxErrors have failed (SSM user guide, send-commands-velocity, 2026-11). */
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

  /** A node that is not connected is sent to all the same, and the command then undeliverable (recorded, 2026-07). */
  const tryInVain = (command: Command, invocation: Invocation): void => {
    // InProgress says that the service is trying, not that the script runs (SSM user guide, monitor-commands, 2026-11).
    if (invocation.status === "Pending") change(command, invocation, "InProgress");
    later(invocation, timings.undeliverable, () => {
      const back = invocation.delivered || nodes.agentOf(invocation.instanceId)?.connected === true;
      if (!back) change(command, invocation, "Failed", "Undeliverable");
    });
  };

  const deliver: Delivery["deliver"] = (command, invocation) => {
    const { instanceId } = invocation;
    const node = nodes.agentOf(instanceId);
    if (node === undefined || invocation.delivered || TERMINAL.has(invocation.status)) return;
    if (!node.connected) return tryInVain(command, invocation);
    // The service tries again (SSM user guide, monitor-commands, 2026-11; that a full node is the reason is an inference).
    if (!node.agent.hasRoom()) return change(command, invocation, "Delayed");
    invocation.delivered = true;
    change(command, invocation, "InProgress");
    const hasRoomAgain = (): void => {
      for (const [other, delayed] of openOn(instanceId)) if (delayed.status === "Delayed") deliver(other, delayed);
    };
    node.agent.deliver(agentJob(command, invocation, { ...job, progress, hasRoomAgain }));
  };

  progress.whenEnded(admit);
  return {
    deliver,
    register: (command) => {
      for (const invocation of command.invocations) {
        later(
          invocation,
          timings.registration,
          () => {
            invocation.visible = true;
            admit(command);
          },
          LATENCY,
        );
        // Never delivered within TimeoutSeconds: it will not run (SendCommand.TimeoutSeconds in the botocore 1.43 model).
        later(invocation, command.timeoutSeconds, () => {
          if (!invocation.delivered) change(command, invocation, "TimedOut", "DeliveryTimedOut");
        });
        // Delivery and execution time together, even if the script still runs (SSM user guide, monitor-commands, 2026-11).
        const total = (command.expiresAt - command.requestedAt) / 1000;
        later(invocation, total, () => change(command, invocation, "TimedOut", "DeliveryTimedOut"));
      }
    },
  };
}
