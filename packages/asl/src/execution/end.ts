import type { JsonValue } from "../json.ts";
import { withPayload } from "./details.ts";
import type { ExecutionStatus, Failure, Thread } from "./execution.ts";
import { limitedTexts } from "./payload.ts";
import type { Run } from "./run.ts";

const EVENTS = { FAILED: "ExecutionFailed", TIMED_OUT: "ExecutionTimedOut", ABORTED: "ExecutionAborted" };

export function endWithSuccess(run: Run, thread: Thread, output: JsonValue): void {
  run.record(thread, "ExecutionSucceeded", withPayload({}, "output", output));
  run.execution.output = output;
  close(run, "SUCCEEDED");
}

/** Ends the execution and everything it has under way. */
export function endExecution(run: Run, status: keyof typeof EVENTS, failure: Failure): void {
  const root = run.execution.threads["0"];
  const details = limitedTexts(failure);
  if (root !== undefined) run.record(root, EVENTS[status], details);
  Object.assign(run.execution, details);
  close(run, status);
}

function close(run: Run, status: ExecutionStatus): void {
  const { execution } = run;
  for (const id of Object.keys(execution.tasks)) run.effects.push({ type: "cancel-task", id });
  for (const id of Object.keys(execution.timers)) run.effects.push({ type: "cancel-wake", id });
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
