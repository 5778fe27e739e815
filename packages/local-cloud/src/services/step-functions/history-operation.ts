import type { HistoryEvent } from "@alpha-engine/asl";

import type { Input, JsonService } from "../../wire/protocols.ts";
import { pageOf } from "./listing.ts";
import { epochSeconds, findExecution } from "./lookups.ts";
import type { Store } from "./store.ts";

/** Payloads in the details, each followed by a note on whether it is whole (botocore 1.43 model, GetExecutionHistory, 2026-11). */
const PAYLOADS = ["input", "output"];
/** What `includeExecutionData: false` leaves out. */
const DATA = [...PAYLOADS, "parameters", "cause", "error", "assignedVariables"];

export function historyOperation(store: Store): JsonService["operations"] {
  return { GetExecutionHistory: async (input) => history(store, input) };
}

function history(store: Store, input: Input): object {
  const { arn, history: all } = findExecution(store, input);
  const reversed = input["reverseOrder"] === true;
  const { items, more } = pageOf(reversed ? all.toReversed() : all, input, {
    list: `history ${arn} ${reversed}`,
    key: ({ id }) => String(id),
  });
  const whole = input["includeExecutionData"] !== false;
  return { events: items.map((event) => onWire(event, whole)), ...more };
}

function onWire({ timestamp, ...event }: HistoryEvent, whole: boolean): object {
  const members = Object.entries(event).map(([key, value]) => [
    key,
    typeof value === "object" ? details(value, whole) : value,
  ]);
  return { timestamp: epochSeconds(Date.parse(timestamp)), ...Object.fromEntries(members) };
}

function details(value: object, whole: boolean): object {
  const entries = Object.entries(value).filter(([key]) => whole || !DATA.includes(key));
  const notes = entries
    .filter(([key]) => PAYLOADS.includes(key))
    .map(([key]) => [`${key}Details`, { truncated: false }]);
  return Object.fromEntries([...entries, ...notes]) as object;
}
