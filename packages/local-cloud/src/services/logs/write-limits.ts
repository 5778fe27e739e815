import type { LogEvent } from "./log-book.ts";
import { invalid } from "./lookups.ts";

type Written = Omit<LogEvent, "ingestionTime">;

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The events of one request, or its refusal. Source: documentation of PutLogEvents, 2026-11. */
export function sorted(events: readonly Written[]): readonly Written[] {
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
  }
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
  if (bytes > 1_048_576) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of 1048576`);
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > DAY) {
    throw invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  }
  return events;
}

/** Which of them are kept, and, where some are not, which: those of more than two hours ahead, or too long ago. */
export function rejected(
  events: readonly Written[],
  now: number,
  retentionInDays: number | undefined,
): { readonly accepted: readonly Written[]; readonly info: object | undefined } {
  const before = (instant: number): number => {
    const index = events.findIndex(({ timestamp }) => timestamp >= instant);
    return index === -1 ? events.length : index;
  };
  const tooOld = before(now - 14 * DAY);
  const expired = retentionInDays === undefined ? 0 : before(now - retentionInDays * DAY);
  const tooNew = before(now + 2 * HOUR + 1);
  const info = {
    ...(tooNew < events.length ? { tooNewLogEventStartIndex: tooNew } : {}),
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expired > tooOld ? { expiredLogEventEndIndex: expired } : {}),
  };
  return {
    accepted: events.slice(Math.max(tooOld, expired), tooNew),
    info: Object.keys(info).length > 0 ? info : undefined,
  };
}
