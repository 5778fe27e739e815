import { RehearsalError } from "../errors.ts";
import type { RecordedEvent } from "./history-event.ts";

/**
 * The events of a history in any form in which people have one: the answer of GetExecutionHistory or of the AWS CLI, its
 * `events` alone, or the `history.json` of a rehearsal; keys with a small or a capital letter; oldest first or last.
 *
 * @throws RehearsalError when it is no history
 *
 * @example
 * ```ts example
 * import { readHistory } from "@alpha-engine/rehearsal/report";
 *
 * const events = [
 *   { id: 1, type: "ExecutionStarted", timestamp: "2026-05-23T09:00:00Z" },
 *   { id: 2, previousEventId: 1, type: "ExecutionSucceeded", timestamp: "2026-05-23T09:00:05Z" },
 * ];
 * console.log(readHistory({ events }, "history.json").length);
 * ```
 * ```text output
 * 2
 * ```
 */
export function readHistory(value: unknown, place: string): readonly RecordedEvent[] {
  const { events: small, Events: listed = small ?? value } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const events = Array.isArray(listed) ? listed.map(asAnswered) : [];
  if (events.length === 0 || !events.every(isEvent))
    throw new RehearsalError("HISTORY_UNREADABLE", `${place} is no history of an execution`, {
      hint: "expected what aws stepfunctions get-execution-history --execution-arn ARN --output json prints",
    });
  const sorted = events.toSorted((one, other) => one.id - other.id);
  if (sorted[0]?.type !== "ExecutionStarted")
    throw new RehearsalError("HISTORY_UNREADABLE", `${place} does not begin with ExecutionStarted`, {
      hint: "expected the whole history: --no-paginate cuts it, and --reverse-order needs all of it too",
    });
  return sorted;
}

/** As the service answers it: SDKs of other languages write large keys, and `null` for what is not there. */
function asAnswered(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const given = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(given.map(([key, field]) => [key.replace(/^[A-Z]/, lower), asAnswered(field)]));
}

function lower(letter: string): string {
  return letter.toLowerCase();
}

function isEvent(value: unknown): value is RecordedEvent {
  const { id, type, timestamp } = (value ?? {}) as Partial<RecordedEvent>;
  return (
    typeof id === "number" && typeof type === "string" && !Number.isNaN(new Date(timestamp ?? Number.NaN).getTime())
  );
}
