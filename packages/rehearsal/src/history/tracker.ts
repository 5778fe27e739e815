import type { CloudEvent, CommandView, InstanceView } from "@alpha-engine/local-cloud";

import type { RehearsalNews } from "../events.ts";
import { type StateRecord, StateRecords } from "./state-records.ts";
import { commandIdOf, commandsIn, dateOf, type HistoryEventLike, HistoryReader, type StateRun } from "./state-runs.ts";
import type { WorkState } from "./work-states.ts";

/** The tag by which a rented instance names the command that rented it. */
const COMMAND_TAG = "alpha-engine:ssm-command-id";
const TERMINAL = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** Follows one execution through the cloud's events: which state works where, since when, and how it ended. */
export class Tracker {
  readonly #records: StateRecords;
  readonly #tell: (news: RehearsalNews) => void;
  readonly #history = new HistoryReader();
  readonly #runs = new Map<number, StateRun>();
  readonly #stateOfCommandId = new Map<string, string>();
  readonly #endedCommands = new Map<string, CommandView>();
  readonly #statesOfInstances = new Map<string, string>();
  /** What each state is sending whose answer has not come yet; the agent may be faster than the answer. */
  readonly #sending = new Map<string, readonly string[]>();

  constructor(states: readonly WorkState[], wallMs: () => number, tell: (news: RehearsalNews) => void) {
    this.#records = new StateRecords(states, wallMs, tell);
    this.#tell = tell;
  }

  get records(): readonly StateRecord[] {
    return this.#records.all;
  }

  onCloudEvent(event: CloudEvent): void {
    if (event.type === "history") this.#onHistory(event.event as unknown as HistoryEventLike);
    if (event.type === "command-status") this.#onCommand(event.command);
    if (event.type === "instance-state") this.#onInstance(event.instance);
    if (event.type === "notification") this.#tell({ type: "notification", subject: event.subject ?? "" });
  }

  /** The state for whose sake a command runs, on the box that it was sent to or on an instance rented from there. */
  stateOfCommand({ commandId, instanceTags, script }: CommandView): string | undefined {
    const tag = instanceTags[COMMAND_TAG];
    const known = this.#stateOfCommandId.get(tag ?? commandId);
    if (known !== undefined || tag !== undefined) return known;
    const senders = [...this.#sending].filter(([, lines]) => lines.every((line) => script.includes(line)));
    return senders.length === 1 ? senders[0]?.[0] : undefined;
  }

  /** Whether a command runs on an instance that a state's command has rented. */
  isRented({ instanceTags }: CommandView): boolean {
    return this.#stateOfCommandId.has(instanceTags[COMMAND_TAG] ?? "");
  }

  #onHistory(event: HistoryEventLike): void {
    if (event.type === "ExecutionSucceeded") this.#records.skipTheRest();
    const before = this.#runs.get(event.previousEventId ?? 0);
    const run = this.#history.push(event);
    if (run === undefined) return;
    this.#runs.set(event.id, run);
    const record = this.#records.find(run.name);
    if (event.stateEnteredEventDetails !== undefined) {
      if (before !== undefined) this.#records.skipBehind(before.name, run.name);
      if (record !== undefined) this.#records.start(record, run);
      return;
    }
    if (record !== undefined) this.#onTask(event, record, run);
  }

  #onTask(event: HistoryEventLike, record: StateRecord, run: StateRun): void {
    record.scheduled = run.scheduled;
    const endedAt = dateOf(event.timestamp);
    const isCommand = record.state.kind === "ssm";
    const { name } = record.state;
    const scheduled = event.taskScheduledEventDetails;
    if (isCommand && scheduled !== undefined) this.#sending.set(name, commandsIn(scheduled.parameters));
    else if (event.type !== "TaskStarted") this.#sending.delete(name);
    if (isCommand && event.taskSucceededEventDetails !== undefined) this.#follow(record, run);
    if (!isCommand && /^(?:Task|LambdaFunction)Succeeded$/.test(event.type))
      this.#records.end(record, { status: saysError(run) ? "FAILED" : "SUCCEEDED", endedAt });
    if (/^(?:Task|LambdaFunction)(?:Failed|TimedOut)$/.test(event.type))
      this.#records.end(record, { status: "FAILED", endedAt });
  }

  /** A state that sends a command ends when the command does. */
  #follow(record: StateRecord, run: StateRun): void {
    const commandId = commandIdOf(run);
    if (commandId === undefined) return;
    record.commandId = commandId;
    this.#stateOfCommandId.set(commandId, record.state.name);
    const ended = this.#endedCommands.get(commandId);
    if (ended !== undefined) this.#onCommand(ended);
  }

  #onCommand(command: CommandView): void {
    const name = this.#stateOfCommandId.get(command.commandId);
    if (TERMINAL.has(command.status)) this.#endedCommands.set(command.commandId, command);
    if (name === undefined) return this.#noteScript(command);
    const record = this.#records.find(name);
    if (record === undefined || !TERMINAL.has(command.status)) return;
    if (record.instanceIds.length === 0) record.instanceIds = [command.instanceId];
    const endedAt = command.endedAt === undefined ? undefined : new Date(command.endedAt);
    const status = command.status === "Success" ? "SUCCEEDED" : "FAILED";
    this.#records.end(record, { status, exitCode: command.responseCode, endedAt });
  }

  #noteScript({ instanceId, status, comment }: CommandView): void {
    const state = this.#statesOfInstances.get(instanceId);
    if (state === undefined || status !== "InProgress") return;
    this.#tell({ type: "script", state, instanceId, script: comment.split(": ").at(-1) ?? "" });
  }

  #onInstance(instance: InstanceView): void {
    const { instanceId, state: instanceState, tags, spotStatus } = instance;
    const record = this.#records.find(this.#stateOfCommandId.get(tags[COMMAND_TAG] ?? ""));
    if (record === undefined) return;
    const state = record.state.name;
    if (!record.instanceIds.includes(instanceId)) {
      record.instanceIds = [...record.instanceIds, instanceId];
      this.#statesOfInstances.set(instanceId, state);
      const what = `rented: ${instance.instanceType} ${instance.lifecycle} in ${instance.availabilityZone}`;
      this.#tell({ type: "instance", state, instanceId, what });
    }
    if (instanceState !== "shutting-down") return;
    const isReclaim = spotStatus?.startsWith("instance-terminated-no-capacity") === true;
    this.#tell({ type: "instance", state, instanceId, what: isReclaim ? "reclaimed" : "given back" });
  }
}

/** A function may return its failure instead of raising it: `{ status: "ERROR", … }`. */
function saysError({ taskOutput }: StateRun): boolean {
  if (taskOutput === undefined) return false;
  const { Payload } = JSON.parse(taskOutput) as { Payload?: { status?: unknown } | null };
  return Payload?.status === "ERROR";
}
