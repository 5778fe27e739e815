import type { RecordedEvent } from "./history-event.ts";

/** Where an event belongs. */
export interface Place {
  /** The line of states: an iteration's, or the machine's own. */
  readonly thread: string;
  /** Index in the nearest Map. */
  readonly item: number | undefined;
  /** The state whose visit it is part of. */
  readonly state: string | undefined;
  /** Where the Map is whose iteration this is. */
  readonly outside: Place | undefined;
}

const OUTSIDE: Place = { thread: "0", item: undefined, state: undefined, outside: undefined };

/** Which line of states, item and state each event of a history belongs to, by the event before it. */
export class Threads {
  readonly #places = new Map<number, Place>();

  constructor(history: readonly RecordedEvent[]) {
    for (const event of history) this.#places.set(event.id, this.#placeOf(event));
  }

  of({ id }: RecordedEvent): Place {
    return this.#places.get(id) ?? OUTSIDE;
  }

  #placeOf(event: RecordedEvent): Place {
    const before = this.#places.get(event.previousEventId ?? 0) ?? OUTSIDE;
    const { mapIterationStartedEventDetails: begun, stateEnteredEventDetails: entered } = event;
    if (begun !== undefined)
      return { thread: String(event.id), item: begun.index ?? 0, state: undefined, outside: before };
    if (/^MapIteration(?:Succeeded|Failed|Aborted)$/.test(event.type)) return before.outside ?? before;
    const name = entered?.name ?? event.stateExitedEventDetails?.name;
    return name === undefined ? before : { ...before, state: name };
  }
}
