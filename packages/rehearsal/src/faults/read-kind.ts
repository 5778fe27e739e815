import { didYouMean, type Duration, toSeconds } from "@alpha-engine/dialect";

import { RehearsalError } from "../errors.ts";
import { FAULT_KINDS, type FaultKind } from "./fault-kinds.ts";

/** A kind as somebody wrote it, read. */
export interface ReadKind extends FaultKind {
  readonly code?: number;
  readonly duration?: Duration;
  /** `PutObject`, and its service where that was said. */
  readonly operation?: string;
  readonly service?: string;
  /** Of a function's answer: `status`, `counts.failed`. */
  readonly field?: string;
  /** Of objects: `models/*.json`. */
  readonly key?: string;
  /** When: so long after its command began, or behind its end. */
  readonly at?: Duration | "after";
  /** Only on the box that the state sends to, or only on what was rented from there. */
  readonly where?: "box" | "rented";
}

/** `KIND[:ARGUMENT][@box|@rented][@30s|@after][*TIMES]`. @throws RehearsalError with the nearest kind */
export function readKind(text: string): ReadKind {
  const [, rest = "", where, when, times] = KIND.exec(text) ?? [];
  const found = FAULT_KINDS.filter(({ id }) => rest === id || rest.startsWith(`${id}:`)).toSorted(
    (one, other) => other.id.length - one.id.length,
  )[0];
  if (found === undefined) throw unknown(text);
  if (where !== undefined && !found.strikes.includes("command"))
    throw refused(text, `${found.id} strikes no command: without @${where}`);
  if (when !== undefined && found.moments !== true && !isAsked(found))
    throw refused(text, `${found.id} has its own moment: without @${when}`);
  if (when === "after" && found.moments !== true) throw refused(text, `${found.id} strikes requests: @30s, not @after`);
  const kind = {
    ...found,
    ...(when === undefined || when === "before" ? {} : { at: momentOf(text, when) }),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(where === undefined ? {} : { where: where as "box" | "rented" }),
  };
  const argument = rest === found.id ? undefined : rest.slice(found.id.length + 1);
  if (argument === undefined) {
    if (found.takes === "code") throw refused(text, "expected exit:N, as exit:4");
    return kind;
  }
  return { ...kind, ...argumentOf(text, found, argument) };
}

const KIND = /^(.*?)(?:@(box|rented))?(?:@(before|after|\d[\w.]*))?(?:\*([1-9]\d{0,5}))?$/s;

/** What is struck when something is asked, of which each has a time. */
function isAsked({ strikes }: FaultKind): boolean {
  return strikes.some((each) => typeof each === "object");
}

function momentOf(text: string, when: string): NonNullable<ReadKind["at"]> {
  return when === "after" ? when : lasting(text, when);
}

function lasting(text: string, words: string): Duration {
  const duration = /^\d+$/.test(words) ? Number(words) : (words as Duration);
  try {
    toSeconds(duration, "the time");
  } catch (error) {
    throw refused(text, (error as Error).message);
  }
  return duration;
}

function argumentOf(text: string, { id, takes }: FaultKind, argument: string): Partial<ReadKind> {
  if (takes === "code") {
    if (!/^\d{1,3}$/.test(argument) || Number(argument) > 255)
      throw refused(text, `expected a code of 0 to 255, got ${argument}`);
    return { code: Number(argument) };
  }
  if (takes === "duration") {
    return { duration: lasting(text, argument) };
  }
  if (takes === "operation") {
    const [, service, operation] = /^(?:([a-z0-9-]+):)?([A-Z]\w*)$/.exec(argument) ?? [];
    if (operation === undefined)
      throw refused(text, `expected an operation as PutObject or s3:PutObject, got ${argument}`);
    return { operation, ...(service === undefined ? {} : { service }) };
  }
  if (takes === "key") {
    if (argument === "") throw refused(text, "expected a key, or a pattern as models/*.json");
    return { key: argument };
  }
  if (takes === "field") {
    if (argument === "") throw refused(text, "expected a field as status or counts.failed");
    return { field: argument };
  }
  throw refused(text, `${id} takes nothing behind it, got ${argument}`);
}

function unknown(text: string): RehearsalError {
  const ids = FAULT_KINDS.map(({ id }) => id);
  return new RehearsalError(
    "UNKNOWN_OPTION",
    `there is no fault ${text}${didYouMean(text, ids)}; expected one of ${ids.join(", ")}`,
    {
      hint: "alpha-engine faults says what each does",
    },
  );
}

function refused(text: string, why: string): RehearsalError {
  return new RehearsalError("UNKNOWN_OPTION", `the fault ${text}: ${why}`, {
    hint: "alpha-engine faults says what each does",
  });
}
