import type { State, TaskState } from "../definition/machine.ts";
import { endExecution } from "./end.ts";
import type { ExecutionEvent, Failure, TimerPurpose } from "./execution.ts";
import { StateFailure } from "./failure.ts";
import { checkSize } from "./finish.ts";
import type { Active, Run } from "./run.ts";
import { recordTask } from "./states/task.ts";

/** Something has happened outside. What concerns nothing under way is ignored: it came too late. */
export function occur(run: Run, event: ExecutionEvent): void {
  if (event.type === "wake") return wake(run, event.id);
  if (event.type === "abort" || event.type === "evaluated") return;
  const thread = run.active(run.execution.tasks[event.id] ?? "");
  const state: State | undefined = thread === undefined ? undefined : run.state(thread);
  if (thread === undefined || state?.type !== "Task") return;
  switch (event.type) {
    case "task-heartbeat":
      return heartbeat(run, thread);
    case "task-submitted":
      return recordTask(run, thread, state.resource, "Submitted", { output: JSON.stringify(event.output) });
    case "task-succeeded": {
      const text = JSON.stringify(event.output);
      settleTask(run, thread);
      const tooLarge = limitFailure(text, state);
      if (tooLarge !== undefined) return taskFailed(run, thread, state, tooLarge);
      recordTask(run, thread, state.resource, "Succeeded", { output: text });
      return void run.execution.queue.push({ do: "result", thread: thread.id, result: event.output });
    }
    case "task-failed": {
      settleTask(run, thread);
      const { error, cause } = event;
      return taskFailed(run, thread, state, {
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
    }
    case "task-timed-out":
      settleTask(run, thread);
      return taskTimedOut(run, thread, state, event.cause);
  }
}

function wake(run: Run, id: string): void {
  const timer = run.execution.timers[id];
  if (timer === undefined) return;
  delete run.execution.timers[id];
  if (timer.purpose === "deadline") return endExecution(run, "TIMED_OUT", {});
  const thread = run.active(timer.thread);
  if (thread === undefined) return;
  thread.frame.timers = thread.frame.timers.filter((other) => other !== id);
  expired(run, thread, timer.purpose);
}

function expired(run: Run, thread: Active, purpose: Exclude<TimerPurpose, "deadline">): void {
  const state = run.state(thread);
  if (purpose === "wait") {
    const input =
      state.type === "Wait" ? run.wholePath(thread, state.inputPath, thread.frame.input) : thread.frame.input;
    return void run.execution.queue.push({ do: "result", thread: thread.id, result: input });
  }
  if (purpose === "retry") return void run.execution.queue.push({ do: "run", thread: thread.id });
  if (state.type !== "Task") return;
  run.cancelPending(thread);
  taskTimedOut(run, thread, state);
}

function heartbeat(run: Run, thread: Active): void {
  const { heartbeatSeconds } = thread.frame;
  if (heartbeatSeconds === undefined) return;
  run.cancelTimers(thread, "heartbeat");
  run.startTimer("heartbeat", thread, heartbeatSeconds * 1000);
}

/** The task has ended by itself: nothing is left to cancel but its timers. */
function settleTask(run: Run, thread: Active): void {
  const { task } = thread.frame;
  if (task !== undefined) delete run.execution.tasks[task];
  delete thread.frame.task;
  run.cancelPending(thread);
}

function taskFailed(run: Run, thread: Active, state: TaskState, failure: Failure): void {
  recordTask(run, thread, state.resource, "Failed", errorDetails(failure));
  run.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

/** Timeouts have no cause. [recordings: timeouts] */
function taskTimedOut(run: Run, thread: Active, state: TaskState, cause?: string): void {
  const failure: Failure = { error: "States.Timeout", ...(cause === undefined ? {} : { cause }) };
  recordTask(run, thread, state.resource, "TimedOut", errorDetails(failure));
  run.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

function errorDetails({ error, cause }: Failure): object {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function limitFailure(text: string, state: TaskState): Failure | undefined {
  try {
    checkSize(text, state);
    return undefined;
  } catch (error) {
    if (error instanceof StateFailure) return error.failure;
    throw error;
  }
}
