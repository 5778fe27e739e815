import { RunDateError } from "../errors.ts";

/** Returns `text` when it is a day of the calendar as YYYY-MM-DD, and throws {@link RunDateError} otherwise. */
export function parseRunDate(text: string): string {
  const midnight = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(midnight.getTime());
  // 2026-02-30 is read as March by some engines: a real day survives the way there and back.
  if (!isDay || midnight.toISOString().slice(0, 10) !== text) throw new RunDateError(text);
  return text;
}
