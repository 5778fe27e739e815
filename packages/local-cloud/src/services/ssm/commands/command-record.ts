import type { Command, Invocation } from "./command.ts";

/** A command as it is kept over a restart: everything but its clocks. */
export type CommandRecord = Omit<Command, "invocations"> & {
  readonly invocations: readonly Omit<Invocation, "timers">[];
};

export function commandRecord(command: Command): CommandRecord {
  return { ...command, invocations: command.invocations.map(withoutTimers) };
}

export function restoredCommand(record: CommandRecord): Command {
  return { ...record, invocations: record.invocations.map((kept) => ({ ...kept, timers: new Set() })) };
}

function withoutTimers(invocation: Invocation): Omit<Invocation, "timers"> {
  const { timers: _, ...kept } = invocation;
  return kept;
}
