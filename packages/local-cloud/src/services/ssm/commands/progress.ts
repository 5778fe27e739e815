import type { Clock, TimerOptions } from "@alpha-engine/asl";

import type { Bus } from "../../../cloud/bus.ts";
import type { Journal } from "../../../cloud/kept/journal.ts";
import { LATENCY } from "../../../cloud/timings.ts";
import type { CommandStatus } from "../../../cloud/views.ts";
import { commandRecord } from "./command-record.ts";
import { type Command, type Invocation, TERMINAL, viewOf } from "./command.ts";

/** How far commands have come on their instances: changes are kept and told. */
export interface Progress {
  readonly clock: Clock;
  /** A command is new. */
  readonly begin: (command: Command) => void;
  /** Nothing changes an invocation that has ended. */
  readonly change: (command: Command, invocation: Invocation, status: CommandStatus, details?: string) => void;
  /** Does something later, unless the invocation has ended by then. */
  readonly later: (invocation: Invocation, seconds: number, callback: () => void, timer?: TimerOptions) => void;
  /** Who is told when an invocation of a command has ended. */
  readonly whenEnded: (listener: (command: Command) => void) => void;
}

export interface ProgressOptions {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly journal: Journal;
  /** Seconds from SendCommand to an invocation being visible. */
  readonly registration: number;
  /** Told of every change. */
  readonly onChange: (command: Command, invocation: Invocation) => void;
}

export function createProgress({ clock, bus, journal, registration, onChange }: ProgressOptions): Progress {
  const listeners: ((command: Command) => void)[] = [];
  const keep = (command: Command): void => journal.put("command", command.commandId, commandRecord(command));
  const tell = (command: Command, invocation: Invocation): void =>
    bus.emit({ type: "command-status", at: clock.now(), command: viewOf(command, invocation) });

  const later: Progress["later"] = (invocation, seconds, callback, timer) => {
    const cancel = clock.schedule(
      seconds * 1000,
      () => {
        invocation.timers.delete(cancel);
        callback();
      },
      timer,
    );
    invocation.timers.add(cancel);
  };

  const end = (invocation: Invocation): void => {
    invocation.endedAt = clock.now();
    for (const cancel of invocation.timers) cancel();
    invocation.timers.clear();
    // What ends before it can be seen is seen all the same: cancelled, say, right after it was sent.
    if (!invocation.visible) later(invocation, registration, () => (invocation.visible = true), LATENCY);
  };

  return {
    clock,
    later,
    whenEnded: (listener) => void listeners.push(listener),
    begin: (command) => {
      keep(command);
      for (const invocation of command.invocations) tell(command, invocation);
    },
    change: (command, invocation, status, details = status) => {
      if (TERMINAL.has(invocation.status)) return;
      invocation.status = status;
      invocation.statusDetails = details;
      if (TERMINAL.has(status)) end(invocation);
      keep(command);
      tell(command, invocation);
      onChange(command, invocation);
      if (TERMINAL.has(status)) for (const listener of listeners) listener(command);
    },
  };
}
