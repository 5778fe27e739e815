import { valueIn } from "./value-in.ts";

/** The fields of a history event that are read here; the shape is that of GetExecutionHistory. */
export interface HistoryEventLike {
  readonly id: number;
  readonly previousEventId?: number | undefined;
  readonly type: string;
  readonly timestamp: string | number | Date;
  readonly stateEnteredEventDetails?: { readonly name: string; readonly input?: string } | undefined;
  readonly stateExitedEventDetails?: { readonly name: string; readonly output?: string } | undefined;
  readonly mapIterationStartedEventDetails?: Iteration | undefined;
  readonly mapIterationSucceededEventDetails?: Iteration | undefined;
  readonly mapIterationFailedEventDetails?: Iteration | undefined;
  readonly mapIterationAbortedEventDetails?: Iteration | undefined;
  readonly evaluationFailedEventDetails?: Evaluation | undefined;
  readonly taskScheduledEventDetails?: { readonly resource?: string; readonly parameters?: string } | undefined;
  readonly lambdaFunctionScheduledEventDetails?: { readonly resource?: string; readonly input?: string } | undefined;
  readonly taskSubmittedEventDetails?: { readonly output?: string } | undefined;
  readonly taskSucceededEventDetails?: { readonly output?: string } | undefined;
}

/** An expression of a state that failed: it may stand anywhere in the history. */
export interface Evaluation {
  readonly state?: string;
  /** As recordings of AWS have it. [LocalStack's recordings of AWS, assign, 2024] */
  readonly name?: string;
}

/** `name` is the Map's. */
interface Iteration {
  readonly name?: string;
  readonly index?: number;
}

/** Why something failed, in AWS's two texts. */
export interface Reason {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** One visit of a state. */
export interface StateRun {
  readonly name: string;
  readonly enteredAt: Date;
  /** The visit of the Map or the Parallel among whose states it was. */
  readonly within: StateRun | undefined;
  /** The line of states: an iteration's, or the machine's own. */
  readonly thread: string;
  /** Index in the nearest Map. */
  readonly item: number | undefined;
  exitedAt: Date | undefined;
  /** Times the task was scheduled: 1 and the retries. */
  scheduled: number;
  /** Of the last attempt that was handed over or succeeded, before any selector. */
  taskOutput: string | undefined;
}

/** Where the states that an event leads to are. */
interface Place {
  readonly run: StateRun | undefined;
  /** Whether they are among the states of `run`, and not behind it. */
  readonly isWithin: boolean;
  readonly thread: string;
  readonly item: number | undefined;
}

const OUTSIDE: Place = { run: undefined, isWithin: false, thread: "0", item: undefined };

/**
 * Reads history events one by one and knows which visit of which state each belongs to, also side by side in branches and
 * iterations: an event of a Map or a Parallel follows on one of the states inside, of another iteration too.
 */
export class HistoryReader {
  readonly runs: StateRun[] = [];
  /** What each visit has asked for last. */
  readonly #asked = new Map<StateRun, string>();
  /** Where an execution was redriven: the visits that may go on from there. */
  readonly #redriven = new Map<number, Set<StateRun>>();
  readonly #places = new Map<number, Place>();

  /** The visit that an event which was pushed belongs to, if any. */
  runOf({ id }: Pick<HistoryEventLike, "id">): StateRun | undefined {
    return this.#places.get(id)?.run;
  }

  /** The visit that this event belongs to, if any. */
  push(event: HistoryEventLike): StateRun | undefined {
    const before = this.#places.get(event.previousEventId ?? 0) ?? OUTSIDE;
    const { stateEnteredEventDetails: entered, mapIterationStartedEventDetails: begun } = event;
    const run =
      entered === undefined
        ? (this.#goneOn(event) ?? this.#evaluated(event, before.run) ?? nearest(before.run, nameIn(event)))
        : enter(entered.name, event, before);
    if (event.type === "ExecutionRedriven")
      this.#redriven.set(event.id, new Set(this.runs.filter((each) => each.exitedAt === undefined)));
    if (run === undefined) return undefined;
    const asked = askedIn(event);
    if (asked !== undefined) this.#asked.set(run, asked);
    if (entered !== undefined) this.runs.push(run);
    const { thread, item } = begun === undefined ? run : { thread: String(event.id), item: begun.index ?? 0 };
    const isWithin = begun !== undefined || event.type === "ParallelStateStarted";
    this.#places.set(event.id, { run, isWithin, thread, item });
    if (event.type === "TaskScheduled" || event.type === "LambdaFunctionScheduled") run.scheduled += 1;
    if (event.taskSubmittedEventDetails !== undefined) run.taskOutput = event.taskSubmittedEventDetails.output;
    if (event.taskSucceededEventDetails !== undefined) run.taskOutput = event.taskSucceededEventDetails.output;
    if (event.type.endsWith("StateExited")) run.exitedAt = dateOf(event.timestamp);
    return run;
  }

  /** Whose expression failed: what came before says it, else the state that is open under its name. */
  #evaluated(
    { evaluationFailedEventDetails: failed }: HistoryEventLike,
    before: StateRun | undefined,
  ): StateRun | undefined {
    const name = failed?.state ?? failed?.name;
    if (name === undefined || before?.name === name) return undefined;
    return this.runs.findLast((run) => run.name === name && run.exitedAt === undefined);
  }

  /** Of several branches that go on at once, the one that has asked for the same before. */
  #goneOn(event: HistoryEventLike): StateRun | undefined {
    const open = this.#redriven.get(event.previousEventId ?? 0);
    const asked = askedIn(event);
    const run = asked === undefined ? undefined : [...(open ?? [])].find((each) => this.#asked.get(each) === asked);
    if (run !== undefined) open?.delete(run);
    return run;
  }
}

function askedIn({
  taskScheduledEventDetails: task,
  lambdaFunctionScheduledEventDetails: call,
}: HistoryEventLike): string | undefined {
  if (task !== undefined) return `${task.resource} ${task.parameters}`;
  return call === undefined ? undefined : `${call.resource} ${call.input}`;
}

function enter(name: string, { timestamp }: HistoryEventLike, { run, isWithin, thread, item }: Place): StateRun {
  const within = isWithin ? run : run?.within;
  const nothingYet = { exitedAt: undefined, scheduled: 0, taskOutput: undefined };
  return { name, enteredAt: dateOf(timestamp), within, thread, item, ...nothingYet };
}

/** Of a state and those around it the one with this name: names are unique in a definition. */
function nearest(run: StateRun | undefined, name: string | undefined): StateRun | undefined {
  let found = run;
  while (found !== undefined && name !== undefined && found.name !== name) found = found.within;
  return found ?? run;
}

function nameIn(event: HistoryEventLike): string | undefined {
  const { mapIterationStartedEventDetails: started, mapIterationSucceededEventDetails: succeeded } = event;
  const { mapIterationFailedEventDetails: failed, mapIterationAbortedEventDetails: aborted } = event;
  return (event.stateExitedEventDetails ?? started ?? succeeded ?? failed ?? aborted)?.name;
}

/** The command that a `sendCommand` visit started. */
export function commandIdOf({ taskOutput }: Pick<StateRun, "taskOutput">): string | undefined {
  return (valueIn(taskOutput) as { Command?: { CommandId?: string } } | null)?.Command?.CommandId;
}

/** Above it a number is milliseconds: as seconds it were the year 5138. */
const SECONDS = 1e11;

/** The wire has seconds, the SDK gives dates, our own engine ISO text, some tools milliseconds. */
export function dateOf(timestamp: string | number | Date): Date {
  return new Date(typeof timestamp === "number" && timestamp < SECONDS ? timestamp * 1000 : timestamp);
}
