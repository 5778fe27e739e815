import { createHash } from "node:crypto";

import type { MapState } from "../definition/machine.ts";
import type { Failure, Thread } from "../execution/execution.ts";
import type { MapRunNews, RunEnd } from "../execution/map-run-news.ts";
import { limitedTexts } from "../execution/payload.ts";
import { isObject, type JsonValue } from "../json.ts";
import { withPayload } from "../transition/details.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";

/** Tells of it, where somebody wants to know. */
export function tellOfRun(transition: OpenTransition, news: () => MapRunNews): void {
  if (transition.execution.tellsOfMapRuns === true) transition.effects.push({ type: "map-run", news: news() });
}

/**
 * What the parts of a Map Run are called: `mapRun:machine/label:uuid`, its children `execution:machine/label:uuid`. A state
 * without a label is given one, the same in every execution. [recordings: test_list_map_runs_and_describe_map_run; doc: Map Run]
 */
export function runNames(
  transition: OpenTransition,
  { name, pointer, label }: MapState,
): { readonly mapRunArn: string; readonly stateMachineArn: string } {
  const machine = textIn(transition, "StateMachine");
  const own = label ?? (machine === "" ? name : uuidOf(`${machine} ${pointer}`));
  const stateMachineArn = `${machine}/${own}`;
  const run = uuidOf(`${textIn(transition, "Execution")} ${pointer} ${transition.newId()}`);
  return { stateMachineArn, mapRunArn: `${stateMachineArn.replace(":stateMachine:", ":mapRun:")}:${run}` };
}

/** A thread of a distributed Map begins as an execution of its own. */
export function beginChild(transition: OpenTransition, thread: Thread, mapRunArn: string, input: JsonValue): void {
  const name = uuidOf(`${mapRunArn} ${thread.index}`);
  const executionArn = `${mapRunArn.replace(":mapRun:", ":execution:").replace(/:[^:]*$/, "")}:${name}`;
  const { now } = transition.execution;
  thread.own = { Id: executionArn, Input: input, StartTime: new Date(now).toISOString(), Name: name };
  tellOfRun(transition, () => ({
    what: "child-started",
    mapRunArn,
    executionArn,
    name,
    index: thread.index,
    input: JSON.stringify(input),
  }));
  const roleArn = textIn(transition, "Execution", "RoleArn");
  transition.record(thread, "ExecutionStarted", {
    input: JSON.stringify(input),
    ...(roleArn === "" ? {} : { roleArn }),
  });
  thread.previousEventId = 0;
}

/** A child that did not succeed goes on. [doc: redriving Map Runs] */
export function childRedriven(transition: OpenTransition, thread: Thread, mapRunArn: string): void {
  tellOfRun(transition, () => ({ what: "child-redriven", mapRunArn, executionArn: arnOfChild(thread) }));
  const { redriveCount } = transition.execution;
  transition.record(thread, "ExecutionRedriven", { redriveCount }, transition.lastEventId(thread));
}

export function childSucceeded(
  transition: OpenTransition,
  parent: ActiveThread,
  thread: Thread,
  output: JsonValue,
): void {
  transition.record(thread, "ExecutionSucceeded", withPayload({}, "output", output));
  tellOfEnd(transition, parent, thread, { status: "SUCCEEDED", output: JSON.stringify(output) });
}

export function childFailed(
  transition: OpenTransition,
  parent: ActiveThread,
  thread: Thread,
  { status, failure }: { readonly status: "FAILED" | "ABORTED"; readonly failure: Failure },
): void {
  const details = limitedTexts(failure);
  transition.record(thread, status === "FAILED" ? "ExecutionFailed" : "ExecutionAborted", details);
  tellOfEnd(transition, parent, thread, { status, ...details });
}

/** The ARN of a child's execution. */
export function arnOfChild({ own }: Thread): string {
  return own?.Id ?? "";
}

function tellOfEnd(
  transition: OpenTransition,
  { frame: { plan } }: ActiveThread,
  thread: Thread,
  end: { readonly status: RunEnd; readonly output?: string; readonly error?: string; readonly cause?: string },
): void {
  const { mapRunArn = "" } = plan ?? {};
  tellOfRun(transition, () => ({ what: "child-ended", mapRunArn, executionArn: arnOfChild(thread), ...end }));
}

function textIn({ execution }: OpenTransition, part: "Execution" | "StateMachine", field: string = "Id"): string {
  const value = execution.context[part];
  const text = isObject(value) ? value[field] : undefined;
  return typeof text === "string" ? text : "";
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
