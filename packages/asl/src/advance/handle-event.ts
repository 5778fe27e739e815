import type { State, TaskState } from "../definition/machine.ts";
import type { ExecutionEvent, Failure, TimerPurpose } from "../execution/execution.ts";
import { isTooLarge, limitedTexts, limitExceeded, payloadProblem } from "../execution/payload.ts";
import { handleAnswer } from "../map-run/handle-answer.ts";
import { updateMapRun } from "../states/map.ts";
import { recordTaken, recordTask } from "../states/task.ts";
import { withPayload } from "../transition/details.ts";
import { endExecution } from "../transition/end.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { tellOfFailure } from "../transition/tell-of-failure.ts";
import { cancelPending, cancelTimers, startTimer } from "../transition/timers.ts";
import { wholePath } from "../transition/values.ts";

/** Something has happened outside. What concerns nothing under way is ignored: it came too late. */
export function handleEvent(transition: OpenTransition, event: ExecutionEvent): void {
  if (event.type === "wake") return wake(transition, event.id);
  if (event.type === "abort" || event.type === "evaluated") return;
  if (event.type === "map-run-updated") return updateMapRun(transition, event.mapRunArn, event);
  const { tasks } = transition.execution;
  const thread = Object.hasOwn(tasks, event.id) ? transition.active(tasks[event.id] ?? "") : undefined;
  const state: State | undefined = thread === undefined ? undefined : transition.state(thread);
  if (thread === undefined) return;
  if (event.type === "s3-answered")
    return state?.type === "Map" ? handleAnswer(transition, thread, event.answer) : undefined;
  if (state?.type !== "Task") return;
  if (event.type === "task-started") return recordTaken(transition, thread, state, event.workerName);
  if (event.type !== "task-timed-out") recordTaken(transition, thread, state);
  switch (event.type) {
    case "task-heartbeat":
      return heartbeat(transition, thread);
    case "task-submitted":
      return recordTask(transition, thread, state.resource, {
        outcome: "Submitted",
        details: withPayload({}, "output", event.output),
      });
    case "task-succeeded": {
      closeTask(transition, thread);
      const problem = payloadProblem(event.output);
      if (problem !== undefined) return taskFailed(transition, thread, state, unusable(problem));
      const { bytes } = transition.sizeOf(event.output);
      if (isTooLarge(event.output, bytes))
        return taskFailed(transition, thread, state, { ...limitExceeded(state), fatal: false });
      transition.note("result", event.output);
      recordTask(transition, thread, state.resource, {
        outcome: "Succeeded",
        details: withPayload({}, "output", event.output, bytes),
      });
      return void transition.execution.queue.push({ do: "result", thread: thread.id, result: event.output });
    }
    case "task-failed": {
      closeTask(transition, thread);
      taskFailed(transition, thread, state, limitedTexts(event));
      if (event.endsExecution !== true) return;
      tellOfFailure(transition, thread, event, "end");
      return endExecution(transition, "FAILED", event);
    }
    case "task-timed-out":
      closeTask(transition, thread);
      return taskTimedOut(transition, thread, state, event.cause === undefined ? {} : { cause: event.cause });
  }
}

function wake(transition: OpenTransition, id: string): void {
  const { timers } = transition.execution;
  const timer = Object.hasOwn(timers, id) ? timers[id] : undefined;
  if (timer === undefined) return;
  delete timers[id];
  if (timer.purpose === "deadline") return endExecution(transition, "TIMED_OUT", {});
  const thread = transition.active(timer.thread);
  if (thread === undefined) return;
  thread.frame.timers = thread.frame.timers.filter((other) => other !== id);
  timerExpired(transition, thread, timer.purpose);
}

function timerExpired(
  transition: OpenTransition,
  thread: ActiveThread,
  purpose: Exclude<TimerPurpose, "deadline">,
): void {
  const state = transition.state(thread);
  if (purpose === "wait") {
    const input =
      state.type === "Wait" ? wholePath(transition, thread, state.inputPath, thread.frame.input) : thread.frame.input;
    return void transition.execution.queue.push({ do: "result", thread: thread.id, result: input });
  }
  if (purpose === "retry") return void transition.execution.queue.push({ do: "run", thread: thread.id });
  if (state.type !== "Task") return;
  cancelPending(transition, thread, "timeout");
  taskTimedOut(transition, thread, state, purpose === "heartbeat" ? { heartbeat: true } : {});
}

function heartbeat(transition: OpenTransition, thread: ActiveThread): void {
  const { heartbeatSeconds } = thread.frame;
  if (heartbeatSeconds === undefined) return;
  cancelTimers(transition, thread, "heartbeat");
  startTimer(transition, "heartbeat", thread, heartbeatSeconds * 1000);
}

/** The task has ended by itself: nothing is left to cancel but its timers. */
function closeTask(transition: OpenTransition, thread: ActiveThread): void {
  const { task } = thread.frame;
  if (task !== undefined) delete transition.execution.tasks[task];
  thread.frame.task = undefined;
  cancelPending(transition, thread);
}

function taskFailed(transition: OpenTransition, thread: ActiveThread, state: TaskState, failure: Failure): void {
  recordTask(transition, thread, state.resource, { outcome: "Failed", details: limitedTexts(failure) });
  transition.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

/** Timeouts have no cause. [recordings: timeouts] */
function taskTimedOut(
  transition: OpenTransition,
  thread: ActiveThread,
  state: TaskState,
  how: Pick<Failure, "cause" | "heartbeat">,
): void {
  const failure: Failure = { error: "States.Timeout", ...how };
  recordTask(transition, thread, state.resource, { outcome: "TimedOut", details: limitedTexts(failure) });
  transition.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

function unusable(problem: string): Failure {
  return { error: "States.Runtime", cause: `The task's result cannot be used: ${problem}.` };
}
