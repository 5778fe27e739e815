import { RehearsalError } from "../errors.ts";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** The instant that a text says, in milliseconds since 1970; a text without a zone would mean another one elsewhere. */
export function readStart(startAt: string): number {
  const instant = INSTANT.test(startAt) ? Date.parse(startAt) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new RehearsalError("BAD_START", `startAt: expected an instant with its zone, got ${JSON.stringify(startAt)}`, {
    hint: "write it as 2026-05-23T09:00Z",
  });
}
