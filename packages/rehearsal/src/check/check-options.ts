import { didYouMean } from "@alpha-engine/dialect";

import { RehearsalError } from "../errors.ts";
import type { StateFault } from "../faults/state-faults.ts";
import type { Box, LogPlace, OtherMachine, RehearseOptions } from "../options.ts";
import { checkStandIn } from "../stand-ins/check-stand-in.ts";

type Keys<Of> = { readonly [Key in keyof Required<Of>]: true };

const OPTIONS: Keys<RehearseOptions> = {
  pipeline: true,
  definition: true,
  machineType: true,
  stateMachines: true,
  input: true,
  directory: true,
  executionName: true,
  boxes: true,
  folder: true,
  logs: true,
  standIns: true,
  mocks: true,
  case: true,
  invent: true,
  faults: true,
  expect: true,
  secrets: true,
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
const BOX: Keys<Box> = { imageId: true, instanceType: true, stopped: true, instanceId: true, tags: true };
const MACHINE: Keys<OtherMachine> = { definition: true, machineType: true, standIns: true };
const LOGS: Keys<LogPlace> = { bucket: true, prefix: true };

/** Refuses what nobody reads: a typing error must not pass for an absence. What is in the seed, its own check refuses. */
export function checkOptions(options: RehearseOptions): void {
  checkKeys("", options, OPTIONS);
  for (const [index, fault] of (options.faults ?? []).entries()) {
    if (typeof fault === "string") continue;
    checkKeys(`faults[${index}].`, fault, FAULT);
    if (typeof fault.kind !== "string") throw refused(`faults[${index}].kind`, String(fault.kind), ["a text"]);
  }
  for (const [name, box] of Object.entries(options.boxes ?? {})) checkKeys(`boxes.${name}.`, box, BOX);
  if (options.logs !== undefined) checkKeys("logs.", options.logs, LOGS);
  const folder = options.folder ?? process.cwd();
  checkStandIns(options.standIns, "standIns", folder);
  for (const [name, machine] of Object.entries(options.stateMachines ?? {})) {
    checkKeys(`stateMachines.${name}.`, machine, MACHINE);
    checkStandIns(machine.standIns, `stateMachines.${name}.standIns`, folder);
  }
}

function checkStandIns(standIns: RehearseOptions["standIns"] = {}, place: string, folder: string): void {
  for (const [name, standIn] of Object.entries(standIns)) checkStandIn(standIn, `${place}.${name}`, folder);
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
