import type { HistoryEvent } from "@aws-sdk/client-sfn";

import type { Account } from "../account/account.ts";

/** A state that was entered and not left. */
export interface OpenState {
  readonly name: string;
  /** `Task`, `Fail`, `Wait`. */
  readonly type: string;
  /** The states on the way there whose errors were caught, first one first. */
  readonly after: readonly string[];
}

/** The innermost states that an execution had entered and not left when it ended: what a redrive runs again. */
export async function openStates(account: Account, executionArn: string): Promise<readonly OpenState[]> {
  const events = new Map<number, HistoryEvent>();
  let nextToken: string | undefined;
  do {
    const page = await account.states(`GetExecutionHistory of ${executionArn}`, (sfn, bounds) =>
      sfn.getExecutionHistory(
        {
          executionArn,
          includeExecutionData: false,
          maxResults: 1000,
          ...(nextToken === undefined ? {} : { nextToken }),
        },
        bounds,
      ),
    );
    for (const event of page.events ?? []) events.set(event.id ?? 0, event);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return innermost(events);
}

/** Events of one branch point to the one before; a branch's first points into the state that it belongs to. */
function innermost(events: ReadonlyMap<number, HistoryEvent>): readonly OpenState[] {
  const open = new Set([...events.values()].filter(isEntry));
  for (const event of events.values()) {
    if (event.stateExitedEventDetails === undefined) continue;
    const entry = before(event, events).find((each) => open.has(each) && nameOf(each) === nameOf(event));
    if (entry !== undefined) open.delete(entry);
  }
  const around = new Set(
    [...open].flatMap((entry) =>
      before(entry, events)
        .filter((each) => open.has(each))
        .toArray(),
    ),
  );
  return [...open].filter((entry) => !around.has(entry)).map((entry) => describe(entry, events));
}

function describe(entry: HistoryEvent, events: ReadonlyMap<number, HistoryEvent>): OpenState {
  const type = (entry.type ?? "").replace("StateEntered", "");
  return { name: nameOf(entry), type, after: caughtBefore(entry, events) };
}

/** An error that was caught is what a state was left with; one that was tried again is not. */
function caughtBefore(entry: HistoryEvent, events: ReadonlyMap<number, HistoryEvent>): readonly string[] {
  return before(entry, events)
    .filter((event) => event.stateExitedEventDetails !== undefined)
    .filter((event) => /(?:Failed|TimedOut|Aborted)$/.test(events.get(event.previousEventId ?? 0)?.type ?? ""))
    .map(nameOf)
    .toArray()
    .toReversed();
}

/** Nearest first. */
function* before(event: HistoryEvent, events: ReadonlyMap<number, HistoryEvent>): Generator<HistoryEvent, undefined> {
  let previous = events.get(event.previousEventId ?? 0);
  while (previous !== undefined) {
    yield previous;
    previous = events.get(previous.previousEventId ?? 0);
  }
}

function isEntry({ stateEnteredEventDetails }: HistoryEvent): boolean {
  return stateEnteredEventDetails !== undefined;
}

function nameOf({ stateEnteredEventDetails, stateExitedEventDetails }: HistoryEvent): string {
  return (stateEnteredEventDetails ?? stateExitedEventDetails)?.name ?? "";
}
