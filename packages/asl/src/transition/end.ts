import type { ExecutionStatus, Failure, Thread } from "../execution/execution.ts";
import { limitedTexts } from "../execution/payload.ts";
import type { JsonValue } from "../json.ts";
import { withPayload } from "./details.ts";
import type { OpenTransition } from "./open-transition.ts";

const EVENTS = { FAILED: "ExecutionFailed", TIMED_OUT: "ExecutionTimedOut", ABORTED: "ExecutionAborted" };

export function endWithSuccess(transition: OpenTransition, thread: Thread, output: JsonValue): void {
  transition.record(thread, "ExecutionSucceeded", withPayload({}, "output", output));
  transition.execution.output = output;
  close(transition, "SUCCEEDED");
}

/** Ends the execution and everything it has under way. */
export function endExecution(transition: OpenTransition, status: keyof typeof EVENTS, failure: Failure): void {
  const root = transition.execution.threads["0"];
  const details = limitedTexts(failure);
  // An abort comes from outside: it follows upon no event. [recordings: test_stop_execution]
  const previous = status === "ABORTED" ? 0 : root?.previousEventId;
  if (root !== undefined) transition.record(root, EVENTS[status], details, previous);
  Object.assign(transition.execution, details);
  close(transition, status);
}

function close(transition: OpenTransition, status: ExecutionStatus): void {
  const { execution } = transition;
  for (const id of Object.keys(execution.tasks)) transition.effects.push({ type: "cancel-task", id, because: "abort" });
  for (const id of Object.keys(execution.timers)) transition.effects.push({ type: "cancel-wake", id });
  Object.assign(execution, {
    status,
    stoppedAt: execution.now,
    // What has failed stays as it was, for a redrive.
    ...(status === "SUCCEEDED" ? { threads: {} } : {}),
    tasks: {},
    timers: {},
    queue: [],
    answers: [],
  });
  delete execution.evaluation;
}
