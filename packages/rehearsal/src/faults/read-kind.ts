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
  /** Only on the box that the state sends to, or only on what was rented from there. */
  readonly where?: "box" | "rented";
}

/** `KIND[:ARGUMENT][@box|@rented][*TIMES]`. @throws RehearsalError with the nearest kind */
export function readKind(text: string): ReadKind {
  const [, rest = "", where, times] = /^(.*?)(?:@(box|rented))?(?:\*([1-9]\d{0,5}))?$/s.exec(text) ?? [];
  const found = FAULT_KINDS.filter(({ id }) => rest === id || rest.startsWith(`${id}:`)).toSorted(
    (one, other) => other.id.length - one.id.length,
  )[0];
  if (found === undefined) throw unknown(text);
  if (where !== undefined && !found.strikes.includes("command"))
    throw refused(text, `${found.id} strikes no command: without @${where}`);
  const kind = {
    ...found,
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

function argumentOf(text: string, { id, takes }: FaultKind, argument: string): Partial<ReadKind> {
  if (takes === "code") {
    if (!/^\d{1,3}$/.test(argument) || Number(argument) > 255)
      throw refused(text, `expected a code of 0 to 255, got ${argument}`);
    return { code: Number(argument) };
  }
  if (takes === "duration") {
    const duration = /^\d+$/.test(argument) ? Number(argument) : (argument as Duration);
    try {
      toSeconds(duration, id);
    } catch (error) {
      throw refused(text, (error as Error).message);
    }
    return { duration };
  }
  if (takes === "operation") {
    const [, service, operation] = /^(?:([a-z0-9-]+):)?([A-Z]\w*)$/.exec(argument) ?? [];
    if (operation === undefined)
      throw refused(text, `expected an operation as PutObject or s3:PutObject, got ${argument}`);
    return { operation, ...(service === undefined ? {} : { service }) };
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
