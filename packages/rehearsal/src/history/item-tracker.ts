import { isDeepStrictEqual } from "node:util";

import type { CloudEvent, CommandView } from "@alpha-engine/local-cloud";

import { answered, endOf } from "./ends.ts";
import type { ItemRecord, StateRecord, StateRecords } from "./state-records.ts";
import { commandIdOf, commandsIn } from "./state-runs.ts";

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
  /** Whose send is not answered yet. */
  readonly #sending = new Set<Sent & { readonly lines: readonly string[] }>();
  /** Commands whose send is not answered yet, and the item that was taken for theirs. */
  readonly #claimed = new Map<string, Sent>();
  /** The commands that some state has asked about. */
  readonly asked: Set<string> = new Set();

  constructor(records: StateRecords) {
    this.#records = records;
  }

  onTask(event: TaskEvent, ended: ReadonlyMap<string, CommandView>): void {
    const { CommandId } = (event.parameters ?? {}) as { CommandId?: unknown };
    if (typeof CommandId === "string") this.asked.add(CommandId);
    const record = this.#records.find(event.state);
    if (record === undefined || !record.state.inMap) return;
    const { phase, thread, iteration: item = 0, attempt, parameters } = event;
    const at = new Date(event.at);
    if (phase === "scheduled") {
      const one = this.#records.startItem(record, { taskId: event.id, thread, item, attempt, at, parameters });
      const lines = commandsIn(JSON.stringify(parameters));
      if (record.state.kind === "ssm") this.#sending.add({ record, one, lines });
      return;
    }
    const one = record.items.findLast((each) => each.taskId === event.id);
    if (one === undefined) return;
    for (const each of this.#sending) if (each.one === one) this.#sending.delete(each);
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
    const began = { taskId: undefined, thread, item, attempt: 0, at: new Date(at), parameters: undefined };
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
    return targetOf(this.#sent.get(commandId) ?? this.#claimed.get(commandId));
  }

  /** The state and the item that send this; of several that send the same the first one whose command is not known yet. */
  senderOf(commandId: string, script: string): { readonly state: string; readonly item: number } | undefined {
    const known = this.targetOf(commandId);
    if (known !== undefined) return known;
    const taken = new Set([...this.#claimed.values()].map(({ one }) => one));
    const senders = [...this.#sending].filter(({ lines }) => lines.every((line) => script.includes(line)));
    const [first] = senders.filter(({ one }) => !taken.has(one));
    if (first === undefined || senders.some(({ record }) => record !== first.record)) return undefined;
    this.#claimed.set(commandId, first);
    return targetOf(first);
  }

  /** The item that a state is working on with a function that was passed `event`. */
  invokerOf(state: string, event: unknown): number | undefined {
    const items = this.#records.find(state)?.items ?? [];
    return items.find(
      ({ status, parameters }) => status === "RUNNING" && isDeepStrictEqual(payloadOf(parameters), event),
    )?.item;
  }
}

function targetOf(sent: Sent | undefined): { readonly state: string; readonly item: number } | undefined {
  return sent === undefined ? undefined : { state: sent.record.state.name, item: sent.one.item };
}

/** What a function is passed: the payload, or with its ARN as the resource everything. */
function payloadOf(parameters: unknown): unknown {
  const { FunctionName, Payload } = (parameters ?? {}) as { FunctionName?: unknown; Payload?: unknown };
  return FunctionName === undefined ? parameters : Payload;
}
