import type { Definition, State } from "@alpha-engine/definition";

import { type RecordedEvent, scheduledIn, valueOf } from "./history-event.ts";
import type { Threads } from "./threads.ts";

/** The states that a history came by, as far as it shows them: those inside Maps in one, all others side by side. */
export function definitionIn(history: readonly RecordedEvent[], threads: Threads): Definition {
  const states: Record<string, State> = {};
  const inMaps: Record<string, State> = {};
  for (const event of history) {
    const { stateEnteredEventDetails: entered } = event;
    if (entered !== undefined) {
      const into = threads.of(event).item === undefined ? states : inMaps;
      into[entered.name] ??= { Type: event.type.replace(/StateEntered$/, "") };
    }
    const scheduled = scheduledIn(event);
    const name = threads.of(event).state;
    const state = name === undefined ? undefined : (states[name] ?? inMaps[name]);
    if (scheduled === undefined || state === undefined) continue;
    Object.assign(state, { Resource: scheduled.resource, Parameters: valueOf(scheduled.parameters) });
  }
  const [StartAt = "Nothing"] = Object.keys(states);
  if (Object.keys(inMaps).length > 0)
    states["(in Maps)"] = { Type: "Map", ItemProcessor: { StartAt: Object.keys(inMaps)[0] ?? "", States: inMaps } };
  return { StartAt, States: states };
}
