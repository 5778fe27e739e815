import type { CloudEvent, CommandView, InstanceView } from "@alpha-engine/local-cloud";

import type { RehearsalNews } from "../events.ts";
import { answered, endOf } from "./ends.ts";
import { ItemTracker } from "./item-tracker.ts";
import { type StateRecord, StateRecords } from "./state-records.ts";
import { commandIdOf, commandsIn, dateOf, type HistoryEventLike, HistoryReader, type StateRun } from "./state-runs.ts";
import type { WorkState } from "./work-states.ts";

/** The tag by which a rented instance names the command that rented it. */
const COMMAND_TAG = "alpha-engine:ssm-command-id";
const TERMINAL = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** The state, and the item where it is in a Map, that something is done for. */
export interface Target {
  readonly state: string;
  readonly item: number | undefined;
}

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
  readonly #failedCommands = new Set<string>();
  readonly #items: ItemTracker;
  readonly #isOwn: (executionArn: string) => boolean;

  /** `isOwn` says whether an execution is the rehearsed one, and not one that it has started. */
  constructor(
    states: readonly WorkState[],
    wallMs: () => number,
    tell: (news: RehearsalNews) => void,
    isOwn: (executionArn: string) => boolean = () => true,
  ) {
    this.#records = new StateRecords(states, wallMs, tell);
    this.#items = new ItemTracker(this.#records);
    this.#tell = tell;
    this.#isOwn = isOwn;
  }

  get records(): readonly StateRecord[] {
    return this.#records.all;
  }

  onCloudEvent(event: CloudEvent): void {
    if (event.type === "history" && this.#isOwn(event.executionArn))
      this.#onHistory(event.event as unknown as HistoryEventLike);
    if (event.type === "state-failed" && this.#isOwn(event.executionArn)) this.#onFailed(event);
    if (event.type === "task") this.#items.onTask(event, this.#endedCommands);
    if (event.type === "command-status") this.#onCommand(event.command);
    if (event.type === "instance-state") this.#onInstance(event.instance);
    if (event.type === "notification") this.#tell({ type: "notification", subject: event.subject ?? "" });
    if (event.type === "not-modelled") {
      const { state, asked, why } = event;
      this.#tell({ type: "not-modelled", state, asked, why });
    }
  }

  /** The state for whose sake a command runs, on the box that it was sent to or on an instance rented from there. */
  targetOfCommand({ commandId, instanceTags, script }: CommandView): Target | undefined {
    const tag = instanceTags[COMMAND_TAG];
    const known = this.#knownTarget(tag ?? commandId);
    if (known !== undefined || tag !== undefined) return known;
    const senders = [...this.#sending].filter(([, lines]) => lines.every((line) => script.includes(line)));
    const [state] = senders.length === 1 ? (senders[0] ?? []) : [];
    return state === undefined ? this.#items.senderOf(commandId, script) : { state, item: undefined };
  }

  /** Of the items on which a state works just now, the one whose function was passed this; of others the state alone. */
  targetOfInvocation(state: string, event: unknown): Target {
    return { state, item: this.#items.invokerOf(state, event) };
  }

  /** Whether a command runs on an instance that a state's command has rented. */
  isRented({ instanceTags }: CommandView): boolean {
    return this.#knownTarget(instanceTags[COMMAND_TAG] ?? "") !== undefined;
  }

  /** Whether a state has asked how a command ended. */
  wasAwaited(commandId: string): boolean {
    return this.#items.asked.has(commandId);
  }

  #knownTarget(commandId: string): Target | undefined {
    const state = this.#stateOfCommandId.get(commandId);
    return state === undefined ? this.#items.targetOf(commandId) : { state, item: undefined };
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
      if (record !== undefined && !record.state.inMap) this.#records.start(record, run);
      return;
    }
    if (record !== undefined && !record.state.inMap) this.#onTask(event, record, run);
  }

  /** A state that fails in its data leaves no event of its own in a history, and one of a distributed Map none at all. */
  #onFailed(event: CloudEvent & { type: "state-failed" }): void {
    const { state, error, cause, leadsTo, at } = event;
    const record = this.#records.find(state);
    if (record === undefined || leadsTo === "retry") return;
    if (record.state.inMap) this.#items.onFailed(record, event);
    else this.#records.failed(record, { error, cause }, new Date(at));
  }

  #onTask(event: HistoryEventLike, record: StateRecord, run: StateRun): void {
    record.scheduled = run.scheduled;
    const endedAt = dateOf(event.timestamp);
    const isCommand = record.state.kind === "ssm";
    const { name } = record.state;
    const scheduled = event.taskScheduledEventDetails;
    if (isCommand && scheduled !== undefined) this.#sending.set(name, commandsIn(scheduled.parameters));
    else if (event.type !== "TaskStarted") this.#sending.delete(name);
    if (isCommand && /^Task(?:Submitted|Succeeded)$/.test(event.type)) this.#follow(record, run);
    if (!isCommand && /^(?:Task|LambdaFunction|Activity)Succeeded$/.test(event.type))
      this.#records.end(record, { ...answered(run.taskOutput), endedAt });
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
    const { commandId, status } = command;
    const isEnd = TERMINAL.has(status);
    // Of several instances that one command was sent to, one that failed decides.
    if (isEnd && !this.#failedCommands.has(commandId)) this.#endedCommands.set(commandId, command);
    if (isEnd && status !== "Success") this.#failedCommands.add(commandId);
    const target = this.#knownTarget(commandId);
    if (target === undefined) return this.#noteScript(command);
    const record = this.#records.find(target.state);
    const ended = this.#endedCommands.get(commandId);
    if (record === undefined || !isEnd || ended === undefined) return;
    if (record.instanceIds.length === 0) record.instanceIds = [ended.instanceId];
    if (target.item === undefined) this.#records.end(record, endOf(ended));
    else this.#items.endCommand(ended);
  }

  #noteScript({ instanceId, status, comment }: CommandView): void {
    const state = this.#statesOfInstances.get(instanceId);
    if (state === undefined || status !== "InProgress") return;
    this.#tell({ type: "script", state, instanceId, script: comment.split(": ").at(-1) ?? "" });
  }

  #onInstance(instance: InstanceView): void {
    const { instanceId, state: instanceState, tags, spotStatus } = instance;
    const record = this.#records.find(this.#knownTarget(tags[COMMAND_TAG] ?? "")?.state);
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
