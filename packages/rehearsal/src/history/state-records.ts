import type { RehearsalNews } from "../events.ts";
import type { Reason, StateRun } from "./state-runs.ts";
import type { WorkState } from "./work-states.ts";

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
  /** On the box that the state sends to. */
  commandId: string | undefined;
  exitCode: number | undefined;
  /** Rented for it, in order; for a step without its own instance the box. */
  instanceIds: readonly string[];
  /** Why it failed. */
  reason: Reason | undefined;
  /** Set once the state itself has failed in this visit: whatever becomes of its command changes nothing. */
  stateFailed: Reason | undefined;
  /** Of a state in a Map: its work on one item after the other. */
  readonly items: ItemRecord[];
}

/** A state's work on one item of its Map. */
export interface ItemRecord {
  readonly taskId: string | undefined;
  /** The iteration's line of states. */
  readonly thread: string;
  /** Index in the nearest Map. */
  readonly item: number;
  /** `ABORTED`: nobody waited for it any more when it was not done. */
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  readonly startedWallMs: number;
  commandId: string | undefined;
  exitCode: number | undefined;
  reason: Reason | undefined;
}

/** How a state's work ended. */
export interface StateEnd {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly exitCode?: number | undefined;
  readonly endedAt: Date | undefined;
  readonly reason?: Reason | undefined;
}

/** The work states of a run, each as far as it is; tells what changes. */
export class StateRecords {
  readonly all: readonly StateRecord[];
  readonly #byName: ReadonlyMap<string, StateRecord>;
  readonly #wallMs: () => number;
  readonly #tell: (news: RehearsalNews) => void;

  constructor(states: readonly WorkState[], wallMs: () => number, tell: (news: RehearsalNews) => void) {
    this.all = states.map(emptyRecord);
    this.#byName = new Map(this.all.map((record) => [record.state.name, record]));
    this.#wallMs = wallMs;
    this.#tell = tell;
  }

  find(name: string | undefined): StateRecord | undefined {
    return name === undefined ? undefined : this.#byName.get(name);
  }

  start(record: StateRecord, run: StateRun): void {
    if (isStep(record.state)) this.#skipWhatLiesBefore(record);
    Object.assign(record, {
      status: "RUNNING",
      startedAt: run.enteredAt,
      startedWallMs: this.#wallMs(),
      stateFailed: undefined,
    });
    this.#say(record, { type: "state-started", state: record.state.name });
  }

  /** The state has failed, in its task or in its data, and is not tried again. */
  failed(record: StateRecord, reason: Reason, endedAt: Date): void {
    record.stateFailed = reason;
    this.end(record, { status: "FAILED", exitCode: record.exitCode, endedAt });
  }

  end(record: StateRecord, { exitCode, endedAt, ...end }: StateEnd): void {
    const { status, reason } =
      record.stateFailed === undefined ? end : { status: "FAILED" as const, reason: record.stateFailed };
    if (record.status === status) return;
    const endedWallMs = this.#wallMs();
    Object.assign(record, { status, exitCode, endedAt, endedWallMs, reason });
    const tookMs = endedWallMs - (record.startedWallMs ?? endedWallMs);
    this.#say(record, { type: "state-ended", state: record.state.name, status, exitCode, tookMs });
  }

  /** An attempt at one item begins; a retry goes on with the item that failed. */
  startItem(record: StateRecord, { taskId, thread, item, attempt, at }: ItemStart): ItemRecord {
    if (record.status !== "RUNNING") {
      const { startedAt = at, startedWallMs = this.#wallMs() } = record;
      Object.assign(record, { status: "RUNNING", startedAt, startedWallMs });
      this.#say(record, { type: "state-started", state: record.state.name });
    }
    record.scheduled += 1;
    if (attempt > 0) {
      const failed = record.items.findLastIndex((one) => one.thread === thread && one.status === "FAILED");
      if (failed >= 0) record.items.splice(failed, 1);
    }
    const begun: ItemRecord = {
      taskId,
      thread,
      item,
      status: "RUNNING",
      startedWallMs: this.#wallMs(),
      commandId: undefined,
      exitCode: undefined,
      reason: undefined,
    };
    record.items.push(begun);
    return begun;
  }

  /** The state has failed as soon as one item has, and is done when none is at work. */
  endItem(record: StateRecord, one: ItemRecord, { status, exitCode, endedAt, reason }: StateEnd): void {
    if (one.status === status || one.status === "FAILED") return;
    Object.assign(one, { status, exitCode, reason });
    const endedWallMs = this.#wallMs();
    const { name } = record.state;
    const tookMs = endedWallMs - one.startedWallMs;
    this.#say(record, { type: "state-ended", state: name, item: one.item, status, exitCode, tookMs });
    if (status === "FAILED") Object.assign(record, { exitCode, reason });
    this.#endOfItems(record, endedAt);
  }

  abortItem(record: StateRecord, one: ItemRecord, endedAt: Date): void {
    one.status = "ABORTED";
    this.#endOfItems(record, endedAt);
  }

  /** A state of which items were aborted, and none failed, stays at work: it came to no end of its own. */
  #endOfItems(record: StateRecord, endedAt: Date | undefined): void {
    const has = (status: ItemRecord["status"]): boolean => record.items.some((one) => one.status === status);
    if (has("RUNNING") || (has("ABORTED") && !has("FAILED"))) return;
    const how = has("FAILED")
      ? { status: "FAILED" }
      : // What an item failed of before it was tried again is over.
        { status: "SUCCEEDED", exitCode: undefined, reason: undefined };
    Object.assign(record, { ...how, endedAt, endedWallMs: this.#wallMs() });
  }

  /** The execution goes on from where it failed, without entering the states there again. */
  redrive(): void {
    for (const record of this.all) record.stateFailed = undefined;
  }

  /** A gate led on to `entered`: what else it could have led to is skipped. */
  skipBehind(gate: string, entered: string): void {
    for (const record of this.all) {
      if (record.state.gates.includes(gate) && record.state.name !== entered) this.#skip(record);
    }
  }

  /** At the end of a run that succeeded. */
  skipTheRest(): void {
    for (const record of this.all) if (isStep(record.state)) this.#skip(record);
  }

  /** A gate may lead around more than its own state: what lies before a state that starts, and never started, was skipped. */
  #skipWhatLiesBefore({ state }: StateRecord): void {
    for (const record of this.all) {
      if (record.state === state) return;
      if (isStep(record.state) && !areSiblings(record.state, state)) this.#skip(record);
    }
  }

  #say({ state }: StateRecord, news: RehearsalNews): void {
    if (!state.isBookkeeping) this.#tell(news);
  }

  #skip(record: StateRecord): void {
    if (record.status !== "NOT_REACHED") return;
    record.status = "SKIPPED";
    this.#say(record, { type: "state-skipped", state: record.state.name });
  }
}

interface ItemStart {
  readonly taskId: string | undefined;
  readonly thread: string;
  readonly item: number;
  readonly attempt: number;
  readonly at: Date;
}

/** A command or a function, not a notification, which may come from anywhere. */
export function isStep({ kind }: WorkState): boolean {
  return kind === "ssm" || kind === "lambda";
}

/** In two branches of one Parallel, side by side. */
function areSiblings({ branch: one }: WorkState, { branch: other }: WorkState): boolean {
  return one !== undefined && one.parallel === other?.parallel && one.index !== other.index;
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
    reason: undefined,
    stateFailed: undefined,
    items: [],
  };
}
