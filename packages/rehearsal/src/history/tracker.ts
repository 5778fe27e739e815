import type { Caller, CloudEvent, CommandView, InstanceView } from "@alpha-engine/local-cloud";

import type { RehearsalNews } from "../events.ts";
import { answered, endOf } from "./ends.ts";
import { ItemTracker } from "./item-tracker.ts";
import { Owners, type Target } from "./owners.ts";
import { type StateRecord, StateRecords } from "./state-records.ts";
import { commandIdOf, dateOf, type HistoryEventLike, HistoryReader, type StateRun } from "./state-runs.ts";
import type { WorkState } from "./work-states.ts";

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
  /** Instances that were launched for the sake of a state. */
  readonly #rented = new Map<string, InstanceView["lifecycle"]>();
  readonly #images = new Map<string, string>();
  readonly #owners: Owners;
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
    this.#owners = new Owners(isOwn);
  }

  get records(): readonly StateRecord[] {
    return this.#records.all;
  }

  onCloudEvent(event: CloudEvent): void {
    this.#owners.onCloudEvent(event);
    if (event.type === "history" && this.#isOwn(event.executionArn))
      this.#onHistory(event.event as unknown as HistoryEventLike);
    if (event.type === "state-failed" && this.#isOwn(event.executionArn)) this.#onFailed(event);
    if (event.type === "task") this.#items.onTask(event, this.#isOwn(event.executionArn), this.#endedCommands);
    if (event.type === "command-status") this.#onCommand(event.command);
    if (event.type === "instance-state") this.#onInstance(event.instance);
    if (event.type === "notification") this.#tell({ type: "notification", subject: event.subject ?? "" });
    if (event.type === "not-modelled") {
      const { asked, why, by, state = this.#owners.targetOf(by)?.state } = event;
      this.#tell({ type: "not-modelled", state, asked, why });
    }
  }

  /** For whose sake something was asked. */
  targetOf(by: Caller | undefined): Target | undefined {
    return this.#owners.targetOf(by);
  }

  /** The state for whose sake a command runs, on the box that it was sent to or on whatever is rented from there. */
  targetOfCommand({ by }: Pick<CommandView, "by">): Target | undefined {
    return this.#owners.targetOf(by);
  }

  /** Where a command runs: on an instance that was rented in this execution, or on a box. */
  placeOf({ instanceId }: Pick<CommandView, "instanceId">): "box" | InstanceView["lifecycle"] {
    return this.#rented.get(instanceId) ?? "box";
  }

  imageOf({ instanceId }: Pick<CommandView, "instanceId">): string | undefined {
    return this.#images.get(instanceId);
  }

  /** Whether a state has asked how a command ended. */
  wasAwaited(commandId: string): boolean {
    return this.#items.asked.has(commandId);
  }

  /** The state that has sent a command itself. */
  #sentBy(commandId: string): Pick<Target, "state" | "item"> | undefined {
    const state = this.#stateOfCommandId.get(commandId);
    return state === undefined ? this.#items.targetOf(commandId) : { state, item: undefined };
  }

  #onHistory(event: HistoryEventLike): void {
    if (event.type === "ExecutionSucceeded") this.#records.skipTheRest();
    if (event.type === "ExecutionRedriven") this.#records.redrive();
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
    // What a redrive goes on with is not entered again.
    if (event.type.endsWith("Scheduled") && record.status === "FAILED") record.status = "RUNNING";
    const endedAt = dateOf(event.timestamp);
    const isCommand = record.state.kind === "ssm";
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
    const target = this.#sentBy(commandId);
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
    const { instanceId, state: instanceState, by, spotStatus } = instance;
    const target = this.#owners.targetOf(by);
    this.#images.set(instanceId, instance.imageId);
    if (target !== undefined) this.#rented.set(instanceId, instance.lifecycle);
    const record = this.#records.find(target?.state);
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
