import { didYouMean } from "@alpha-engine/dialect";

import { RehearsalError } from "../errors.ts";
import type { StateFault } from "../faults/state-faults.ts";
import type { Box, LogPlace, RehearseOptions } from "../options.ts";

type Keys<Of> = { readonly [Key in keyof Required<Of>]: true };

const OPTIONS: Keys<RehearseOptions> = {
  pipeline: true,
  definition: true,
  input: true,
  directory: true,
  executionName: true,
  boxes: true,
  folder: true,
  logs: true,
  standIns: true,
  faults: true,
  isWorkload: true,
  port: true,
  rate: true,
  startAt: true,
  sandbox: true,
  onEvent: true,
  signal: true,
  buckets: true,
  topics: true,
  queues: true,
  parameters: true,
  tables: true,
  functions: true,
  images: true,
  capacity: true,
  subnets: true,
  timings: true,
  region: true,
  account: true,
  network: true,
};
const FAULT: Keys<StateFault> = { state: true, kind: true, item: true };
const BOX: Keys<Box> = { imageId: true, instanceType: true, stopped: true };
const LOGS: Keys<LogPlace> = { bucket: true, prefix: true };
const STAND_IN = { answer: true, answers: true, throws: true } as const;

/** Refuses what nobody reads: a typing error must not pass for an absence. What is in the seed, its own check refuses. */
export function checkOptions(options: RehearseOptions): void {
  checkKeys("", options, OPTIONS);
  for (const [index, fault] of (options.faults ?? []).entries()) {
    checkKeys(`faults[${index}].`, fault, FAULT);
    if (fault.kind !== "fail" && fault.kind !== "reclaim")
      throw refused(`faults[${index}].kind`, String(fault.kind), ["fail", "reclaim"]);
  }
  for (const [name, box] of Object.entries(options.boxes ?? {})) checkKeys(`boxes.${name}.`, box, BOX);
  if (options.logs !== undefined) checkKeys("logs.", options.logs, LOGS);
  for (const [name, standIn] of Object.entries(options.standIns ?? {})) {
    if (typeof standIn === "function") continue;
    checkKeys(`standIns.${name}.`, standIn, STAND_IN);
    if ("throws" in standIn) checkKeys(`standIns.${name}.throws.`, standIn.throws, { error: true, cause: true });
    if (Object.keys(standIn).length !== 1)
      throw refused(`standIns.${name}`, JSON.stringify(standIn), ["one of answer, answers and throws"]);
  }
}

function checkKeys(place: string, given: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return;
  const names = Object.keys(known);
  throw new RehearsalError(
    "UNKNOWN_OPTION",
    `unknown option ${place}${unknown}${didYouMean(unknown, names)}; expected one of ${names.join(", ")}`,
    { hint: "the README of @alpha-engine/rehearsal has all options" },
  );
}

function refused(place: string, got: string, expected: readonly string[]): RehearsalError {
  const message = `${place}: expected ${expected.join(" or ")}, got ${got}${didYouMean(got, expected)}`;
  return new RehearsalError("UNKNOWN_OPTION", message, {
    hint: "the README of @alpha-engine/rehearsal has all options",
  });
}
