import type { State, TaskState } from "../definition/machine.ts";
import { withPayload } from "./details.ts";
import { endExecution } from "./end.ts";
import type { ExecutionEvent, Failure, TimerPurpose } from "./execution.ts";
import { answered } from "./map-run/answered.ts";
import { isTooLarge, limitedTexts, limitExceeded, payloadProblem } from "./payload.ts";
import type { Active, Run } from "./run.ts";
import { recordTaken, recordTask } from "./states/task.ts";
import { cancelPending, cancelTimers, startTimer } from "./timers.ts";

/** Something has happened outside. What concerns nothing under way is ignored: it came too late. */
export function occur(run: Run, event: ExecutionEvent): void {
  if (event.type === "wake") return wake(run, event.id);
  if (event.type === "abort" || event.type === "evaluated") return;
  const { tasks } = run.execution;
  const thread = Object.hasOwn(tasks, event.id) ? run.active(tasks[event.id] ?? "") : undefined;
  const state: State | undefined = thread === undefined ? undefined : run.state(thread);
  if (thread === undefined) return;
  if (event.type === "s3-answered") return state?.type === "Map" ? answered(run, thread, event.answer) : undefined;
  if (state?.type !== "Task") return;
  if (event.type === "task-started") return recordTaken(run, thread, state, event.workerName);
  if (event.type !== "task-timed-out") recordTaken(run, thread, state);
  switch (event.type) {
    case "task-heartbeat":
      return heartbeat(run, thread);
    case "task-submitted":
      return recordTask(run, thread, state.resource, "Submitted", withPayload({}, "output", event.output));
    case "task-succeeded": {
      settleTask(run, thread);
      const problem = payloadProblem(event.output);
      if (problem !== undefined) return taskFailed(run, thread, state, unusable(problem));
      const { bytes } = run.sizeOf(event.output);
      if (isTooLarge(event.output, bytes)) return taskFailed(run, thread, state, limitExceeded(state).failure);
      run.note("result", event.output);
      recordTask(run, thread, state.resource, "Succeeded", withPayload({}, "output", event.output, bytes));
      return void run.execution.queue.push({ do: "result", thread: thread.id, result: event.output });
    }
    case "task-failed": {
      settleTask(run, thread);
      return taskFailed(run, thread, state, limitedTexts(event));
    }
    case "task-timed-out":
      settleTask(run, thread);
      return taskTimedOut(run, thread, state, event.cause);
  }
}

function wake(run: Run, id: string): void {
  const { timers } = run.execution;
  const timer = Object.hasOwn(timers, id) ? timers[id] : undefined;
  if (timer === undefined) return;
  delete timers[id];
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
  cancelPending(run, thread);
  taskTimedOut(run, thread, state);
}

function heartbeat(run: Run, thread: Active): void {
  const { heartbeatSeconds } = thread.frame;
  if (heartbeatSeconds === undefined) return;
  cancelTimers(run, thread, "heartbeat");
  startTimer(run, "heartbeat", thread, heartbeatSeconds * 1000);
}

/** The task has ended by itself: nothing is left to cancel but its timers. */
function settleTask(run: Run, thread: Active): void {
  const { task } = thread.frame;
  if (task !== undefined) delete run.execution.tasks[task];
  thread.frame.task = undefined;
  cancelPending(run, thread);
}

function taskFailed(run: Run, thread: Active, state: TaskState, failure: Failure): void {
  recordTask(run, thread, state.resource, "Failed", limitedTexts(failure));
  run.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

/** Timeouts have no cause. [recordings: timeouts] */
function taskTimedOut(run: Run, thread: Active, state: TaskState, cause?: string): void {
  const failure: Failure = { error: "States.Timeout", ...(cause === undefined ? {} : { cause }) };
  recordTask(run, thread, state.resource, "TimedOut", limitedTexts(failure));
  run.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

function unusable(problem: string): Failure {
  return { error: "States.Runtime", cause: `The task's result cannot be used: ${problem}.` };
}
