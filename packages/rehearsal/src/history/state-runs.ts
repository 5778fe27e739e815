/** The fields of a history event that are read here; the shape is that of GetExecutionHistory. */
export interface HistoryEventLike {
  readonly id: number;
  readonly previousEventId?: number | undefined;
  readonly type: string;
  readonly timestamp: string | number | Date;
  readonly stateEnteredEventDetails?: { readonly name: string; readonly input?: string } | undefined;
  readonly stateExitedEventDetails?: { readonly name: string; readonly output?: string } | undefined;
  readonly taskScheduledEventDetails?: { readonly parameters?: string } | undefined;
  readonly taskSubmittedEventDetails?: { readonly output?: string } | undefined;
  readonly taskSucceededEventDetails?: { readonly output?: string } | undefined;
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
  exitedAt: Date | undefined;
  /** Times the task was scheduled: 1 and the retries. */
  scheduled: number;
  /** Of the last attempt that was handed over or succeeded, before any selector. */
  taskOutput: string | undefined;
}

/** Reads history events one by one and knows which visit of which state each belongs to, also side by side in branches. */
export class HistoryReader {
  readonly runs: StateRun[] = [];
  readonly #runOfEvent = new Map<number, StateRun>();

  /** The visit that this event belongs to, if any. */
  push(event: HistoryEventLike): StateRun | undefined {
    const at = dateOf(event.timestamp);
    const entered = event.stateEnteredEventDetails;
    const run: StateRun | undefined =
      entered === undefined
        ? this.#runOfEvent.get(event.previousEventId ?? 0)
        : {
            name: entered.name,
            enteredAt: at,
            exitedAt: undefined,
            scheduled: 0,
            taskOutput: undefined,
          };
    if (run === undefined) return undefined;
    if (entered !== undefined) this.runs.push(run);
    this.#runOfEvent.set(event.id, run);
    if (event.type === "TaskScheduled" || event.type === "LambdaFunctionScheduled") run.scheduled += 1;
    if (event.taskSubmittedEventDetails !== undefined) run.taskOutput = event.taskSubmittedEventDetails.output;
    if (event.taskSucceededEventDetails !== undefined) run.taskOutput = event.taskSucceededEventDetails.output;
    if (event.type.endsWith("StateExited")) run.exitedAt = at;
    return run;
  }
}

/** The command that a `sendCommand` visit started. */
export function commandIdOf({ taskOutput }: Pick<StateRun, "taskOutput">): string | undefined {
  if (taskOutput === undefined) return undefined;
  return (JSON.parse(taskOutput) as { Command?: { CommandId?: string } } | null)?.Command?.CommandId;
}

/** The wire has seconds, the SDK gives dates, our own engine ISO text. */
export function dateOf(timestamp: string | number | Date): Date {
  return new Date(typeof timestamp === "number" ? timestamp * 1000 : timestamp);
}
