import type { Definition, State } from "@alpha-engine/definition";

import type { HistoryReader } from "../history/state-runs.ts";
import { valueIn } from "../history/value-in.ts";
import { type RecordedEvent, scheduledIn } from "./history-event.ts";

/** The states that a history came by, as far as it shows them: those inside Maps in one, all others side by side. */
export function definitionIn(history: readonly RecordedEvent[], reader: HistoryReader): Definition {
  const states: Record<string, State> = {};
  const inMaps: Record<string, State> = {};
  for (const event of history) {
    const { stateEnteredEventDetails: entered } = event;
    if (entered !== undefined) {
      const into = reader.runOf(event)?.item === undefined ? states : inMaps;
      into[entered.name] ??= { Type: event.type.replace(/StateEntered$/, "") };
    }
    const scheduled = scheduledIn(event);
    const name = reader.runOf(event)?.name;
    const state = name === undefined ? undefined : (states[name] ?? inMaps[name]);
    if (scheduled === undefined || state === undefined) continue;
    Object.assign(state, { Resource: scheduled.resource, Parameters: valueIn(scheduled.parameters) });
  }
  const [StartAt = "Nothing"] = Object.keys(states);
  if (Object.keys(inMaps).length > 0)
    states["(in Maps)"] = { Type: "Map", ItemProcessor: { StartAt: Object.keys(inMaps)[0] ?? "", States: inMaps } };
  return { StartAt, States: states };
}
