import type { CloudEvent, CommandView } from "@alpha-engine/local-cloud";

import { answered, endOf } from "./ends.ts";
import type { ItemRecord, StateRecord, StateRecords } from "./state-records.ts";
import { commandIdOf } from "./state-runs.ts";

type TaskEvent = Extract<CloudEvent, { type: "task" }>;
type StateFailedEvent = Extract<CloudEvent, { type: "state-failed" }>;

interface Sent {
  readonly record: StateRecord;
  readonly one: ItemRecord;
}

/** Follows the states in Maps, item by item: a distributed Map's are in no history. */
export class ItemTracker {
  readonly #records: StateRecords;
  readonly #sent = new Map<string, Sent>();
  /** The commands that some state has asked about. */
  readonly asked: Set<string> = new Set();

  constructor(records: StateRecords) {
    this.#records = records;
  }

  /** `isOwn`: of the rehearsed execution itself; one that it has started may ask for its commands all the same. */
  onTask(event: TaskEvent, isOwn: boolean, ended: ReadonlyMap<string, CommandView>): void {
    const { CommandId } = (event.parameters ?? {}) as { CommandId?: unknown };
    if (typeof CommandId === "string") this.asked.add(CommandId);
    const record = isOwn ? this.#records.find(event.state) : undefined;
    if (record === undefined || !record.state.inMap) return;
    const { phase, thread, iteration: item = 0, attempt } = event;
    const at = new Date(event.at);
    if (phase === "scheduled") {
      this.#records.startItem(record, { taskId: event.id, thread, item, attempt, at });
      return;
    }
    const one = record.items.findLast((each) => each.taskId === event.id);
    if (one === undefined || phase === "heartbeat") return;
    if (phase === "aborted") return this.#records.abortItem(record, one, at);
    if (phase === "failed") {
      const { error, cause } = event;
      return this.#records.endItem(record, one, { status: "FAILED", endedAt: at, reason: { error, cause } });
    }
    const taskOutput = JSON.stringify(event.output);
    if (record.state.kind !== "ssm") {
      if (phase === "submitted") return;
      return this.#records.endItem(record, one, { ...answered(taskOutput), endedAt: at });
    }
    const commandId = commandIdOf({ taskOutput });
    if (commandId === undefined) return;
    one.commandId = commandId;
    record.commandId = commandId;
    this.#sent.set(commandId, { record, one });
    const command = ended.get(commandId);
    if (command !== undefined) this.endCommand(command);
  }

  /** The state has failed on an item, in its task or in its data, and is not tried again. */
  onFailed(record: StateRecord, { thread, iteration: item = 0, at, error, cause }: StateFailedEvent): void {
    const began = { taskId: undefined, thread, item, attempt: 0, at: new Date(at) };
    const one = record.items.findLast((each) => each.thread === thread) ?? this.#records.startItem(record, began);
    this.#records.endItem(record, one, { status: "FAILED", endedAt: new Date(at), reason: { error, cause } });
  }

  endCommand(command: CommandView): void {
    const sent = this.#sent.get(command.commandId);
    if (sent === undefined) return;
    const { record, one } = sent;
    if (record.instanceIds.length === 0) record.instanceIds = [command.instanceId];
    this.#records.endItem(record, one, endOf(command));
  }

  targetOf(commandId: string): { readonly state: string; readonly item: number } | undefined {
    const sent = this.#sent.get(commandId);
    return sent === undefined ? undefined : { state: sent.record.state.name, item: sent.one.item };
  }
}
