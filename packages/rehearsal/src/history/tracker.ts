import type { CloudEvent, CommandView, InstanceView } from "@alpha-engine/local-cloud";

import type { RehearsalEvent } from "../events.ts";
import { commandIdOf, type HistoryEventLike, HistoryReader, type StateRun } from "./state-runs.ts";
import type { WorkState } from "./work-states.ts";

/** The tag by which a rented instance names the command on the dispatcher box that rented it. */
const COMMAND_TAG = "alpha-engine:ssm-command-id";
const TERMINAL = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** What is known of one work state. */
export interface StateRecord {
  readonly state: WorkState;
  status: "NOT_REACHED" | "SKIPPED" | "RUNNING" | "SUCCEEDED" | "FAILED";
  startedAt: Date | undefined;
  endedAt: Date | undefined;
  startedWallMs: number | undefined;
  endedWallMs: number | undefined;
  /** Times the task itself was scheduled. */
  scheduled: number;
  /** On the dispatcher box. */
  commandId: string | undefined;
  exitCode: number | undefined;
  /** Rented for it, in order; for a step without its own instance the dispatcher. */
  instanceIds: readonly string[];
}

type NewEvent = RehearsalEvent extends infer Event
  ? Event extends { wallMs: number }
    ? Omit<Event, "wallMs">
    : never
  : never;

export interface Tracker {
  readonly records: readonly StateRecord[];
  onCloudEvent(event: CloudEvent): void;
  /** The state for whose sake a command runs, on the dispatcher box or on an instance rented from there. */
  stateOfCommand(command: CommandView): string | undefined;
  /** Whether a command runs on an instance that a state's command has rented. */
  isRented(command: CommandView): boolean;
}

/** Follows one execution through the cloud's events: which state works where, since when, and how it ended. */
export function createTracker(
  states: readonly WorkState[],
  wallMs: () => number,
  emit: (event: NewEvent) => void,
): Tracker {
  const records = new Map(states.map((state) => [state.name, emptyRecord(state)]));
  const history = new HistoryReader();
  const runs = new Map<number, StateRun>();
  const stateOfCommandId = new Map<string, string>();
  const endedCommands = new Map<string, CommandView>();
  const statesOfInstances = new Map<string, string>();

  function onHistory(event: HistoryEventLike): void {
    if (event.type === "ExecutionSucceeded") for (const record of records.values()) if (isWork(record)) skip(record);
    const before = runs.get(event.previousEventId ?? 0);
    const run = history.push(event);
    if (run === undefined) return;
    runs.set(event.id, run);
    const record = records.get(run.name);
    if (event.stateEnteredEventDetails !== undefined) {
      if (before !== undefined) noteSkipped(before.name, run.name);
      if (record !== undefined) start(record, run);
      return;
    }
    if (record === undefined) return;
    record.scheduled = run.scheduled;
    if (event.taskSucceededEventDetails !== undefined && record.state.kind === "ssm") follow(record, run);
    if (record.state.kind !== "ssm" && event.type === "TaskSucceeded") {
      end(record, saysError(run) ? "FAILED" : "SUCCEEDED", undefined, dateOf(event));
    }
    if (event.type === "TaskFailed" || event.type === "TaskTimedOut") end(record, "FAILED", undefined, dateOf(event));
  }

  function noteSkipped(gate: string, entered: string): void {
    for (const record of records.values()) {
      if (record.state.gates.includes(gate) && record.state.name !== entered) skip(record);
    }
  }

  /** A gate may lead around more than its own state: what lies before a state that starts, and never started, was skipped. */
  function notePassedOver({ state }: StateRecord): void {
    for (const record of records.values()) {
      if (record.state === state) return;
      if (isWork(record) && !areSiblings(record.state, state)) skip(record);
    }
  }

  function skip(record: StateRecord): void {
    if (record.status !== "NOT_REACHED") return;
    record.status = "SKIPPED";
    emit({ type: "state-skipped", state: record.state.name });
  }

  function start(record: StateRecord, run: StateRun): void {
    if (isWork(record)) notePassedOver(record);
    Object.assign(record, { status: "RUNNING", startedAt: run.enteredAt, startedWallMs: wallMs() });
    emit({ type: "state-started", state: record.state.name });
  }

  function follow(record: StateRecord, run: StateRun): void {
    const commandId = commandIdOf(run);
    if (commandId === undefined) return;
    record.commandId = commandId;
    stateOfCommandId.set(commandId, record.state.name);
    const ended = endedCommands.get(commandId);
    if (ended !== undefined) onCommand(ended);
  }

  function onCommand(command: CommandView): void {
    const name = stateOfCommandId.get(command.commandId);
    if (TERMINAL.has(command.status)) endedCommands.set(command.commandId, command);
    if (name === undefined) return noteScript(command);
    const record = records.get(name);
    if (record === undefined || !TERMINAL.has(command.status)) return;
    if (record.instanceIds.length === 0) record.instanceIds = [command.instanceId];
    const endedAt = command.endedAt === undefined ? undefined : new Date(command.endedAt);
    end(record, command.status === "Success" ? "SUCCEEDED" : "FAILED", command.responseCode, endedAt);
  }

  function noteScript(command: CommandView): void {
    const state = statesOfInstances.get(command.instanceId);
    if (state === undefined || command.status !== "InProgress") return;
    emit({ type: "script", state, instanceId: command.instanceId, script: command.comment.split(": ").at(-1) ?? "" });
  }

  function onInstance(instance: InstanceView): void {
    const { instanceId, state: instanceState, tags, spotStatus } = instance;
    const state = stateOfCommandId.get(tags[COMMAND_TAG] ?? "");
    const record = state === undefined ? undefined : records.get(state);
    if (state === undefined || record === undefined) return;
    if (!record.instanceIds.includes(instanceId)) {
      record.instanceIds = [...record.instanceIds, instanceId];
      statesOfInstances.set(instanceId, state);
      emit({
        type: "instance",
        state,
        instanceId,
        what: `rented: ${instance.instanceType} ${instance.lifecycle} in ${instance.availabilityZone}`,
      });
    }
    if (instanceState !== "shutting-down") return;
    const isReclaim = spotStatus?.startsWith("instance-terminated-no-capacity") === true;
    emit({ type: "instance", state, instanceId, what: isReclaim ? "reclaimed" : "given back" });
  }

  function end(
    record: StateRecord,
    status: "SUCCEEDED" | "FAILED",
    exitCode: number | undefined,
    endedAt: Date | undefined,
  ): void {
    if (record.status === status) return;
    const endedWallMs = wallMs();
    Object.assign(record, { status, exitCode, endedAt, endedWallMs });
    emit({
      type: "state-ended",
      state: record.state.name,
      status,
      exitCode,
      tookMs: endedWallMs - (record.startedWallMs ?? endedWallMs),
    });
  }

  return {
    records: [...records.values()],
    onCloudEvent(event) {
      if (event.type === "history") onHistory(event.event as unknown as HistoryEventLike);
      if (event.type === "command-status") onCommand(event.command);
      if (event.type === "instance-state") onInstance(event.instance);
      if (event.type === "notification") emit({ type: "notification", subject: event.subject ?? "" });
    },
    stateOfCommand(command) {
      const { commandId, instanceTags } = command;
      return stateOfCommandId.get(instanceTags[COMMAND_TAG] ?? commandId);
    },
    isRented({ instanceTags }) {
      return stateOfCommandId.has(instanceTags[COMMAND_TAG] ?? "");
    },
  };
}

function emptyRecord(state: WorkState): StateRecord {
  return {
    state,
    status: "NOT_REACHED",
    startedAt: undefined,
    endedAt: undefined,
    startedWallMs: undefined,
    endedWallMs: undefined,
    scheduled: 0,
    commandId: undefined,
    exitCode: undefined,
    instanceIds: [],
  };
}

/** A step, not a notification, which may come from anywhere. */
function isWork({ state }: StateRecord): boolean {
  return state.kind === "ssm" || state.kind === "lambda";
}

/** In two branches of one Parallel, side by side. */
function areSiblings({ branch: one }: WorkState, { branch: other }: WorkState): boolean {
  return one !== undefined && one.parallel === other?.parallel && one.index !== other.index;
}

/** A function may return its failure instead of raising it: `{ status: "ERROR", … }`. */
function saysError({ taskOutput }: StateRun): boolean {
  if (taskOutput === undefined) return false;
  const { Payload } = JSON.parse(taskOutput) as { Payload?: { status?: unknown } | null };
  return Payload?.status === "ERROR";
}

function dateOf({ timestamp }: HistoryEventLike): Date {
  return new Date(typeof timestamp === "number" ? timestamp * 1000 : timestamp);
}
