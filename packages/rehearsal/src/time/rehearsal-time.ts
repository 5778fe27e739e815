import { type Clock, rehearsalClock } from "@alpha-engine/asl";
import type { CloudEvent } from "@alpha-engine/local-cloud";
import type { Summary } from "@alpha-engine/run-record";

import type { RehearseOptions } from "../options.ts";
import { readStart } from "./start-at.ts";
import { createTimeNotes, type TimeNotesOptions } from "./time-notes.ts";

/** The time of one rehearsal. */
export interface RehearsalTime {
  readonly clock: Clock;
  onCloudEvent(event: CloudEvent): void;
  summary(): Summary["time"];
}

export function rehearsalTime(
  { rate, startAt }: Pick<RehearseOptions, "rate" | "startAt">,
  seen: Pick<TimeNotesOptions, "stateOf" | "wallMs">,
): RehearsalTime {
  const start = startAt === undefined ? {} : { startAt: readStart(startAt) };
  const clock = rehearsalClock({ ...start, ...(rate === undefined ? {} : { rate }) });
  const notes = createTimeNotes({ ...seen, rate: rate ?? 1, aheadMs: () => clock.now() - Date.now() });
  return {
    clock,
    onCloudEvent: (event) => notes.onCloudEvent(event),
    summary: () => ({ rate: rate ?? 1, notes: notes.all() }),
  };
}
