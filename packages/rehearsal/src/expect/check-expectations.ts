import { didYouMean } from "@alpha-engine/dialect";

import { RehearsalError } from "../errors.ts";
import type { WorkState } from "../history/work-states.ts";
import type { Expectations } from "./expectations.ts";

const KEYS = ["status", "error", "output", "exit", "objects", "notifications"];
const STATUSES = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];
const MESSAGE = ["topic", "subject", "message"];

/** Refuses what is expected of nothing, or could not be looked at whatever came. */
export function checkExpectations(expect: Expectations, states: readonly WorkState[]): void {
  known("expect.", Object.keys(expect), KEYS);
  if (expect.status !== undefined) known("expect.status: ", [expect.status], STATUSES);
  const commands = states.filter(({ kind }) => kind === "ssm").map(({ name }) => name);
  for (const [state, code] of Object.entries(expect.exit ?? {})) {
    if (!Number.isInteger(code))
      throw wrong(`expect.exit.${state}: expected an exit code, got ${JSON.stringify(code)}`);
    if (commands.includes(state)) continue;
    const isState = states.some(({ name }) => name === state);
    const what = isState
      ? "it sends no command, and has no exit code"
      : `there is no such state${didYouMean(state, commands)}`;
    throw new RehearsalError("NO_SUCH_STATE", `expect.exit.${state}: ${what}; expected one of ${commands.join(", ")}`);
  }
  for (const pattern of patterns(expect.objects)) {
    if (/^s3:\/\/[^/]+\/./.test(pattern)) continue;
    throw wrong(`expect.objects: expected s3://bucket/key, got ${pattern}`);
  }
  for (const [index, message] of (expect.notifications ?? []).entries())
    if (typeof message !== "string") known(`expect.notifications[${index}].`, Object.keys(message), MESSAGE);
}

function patterns(objects: Expectations["objects"] = []): readonly string[] {
  return Array.isArray(objects) ? objects : Object.keys(objects);
}

function known(place: string, given: readonly string[], names: readonly string[]): void {
  const unknown = given.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw wrong(`unknown ${place}${unknown}${didYouMean(unknown, names)}; expected one of ${names.join(", ")}`);
}

function wrong(message: string): RehearsalError {
  return new RehearsalError("UNKNOWN_OPTION", message, {
    hint: "the README of @alpha-engine/rehearsal has what can be expected",
  });
}
