import type { State } from "../definition/machine.ts";
import type { Failure, Step } from "../execution/execution.ts";
import { StateFailure, Suspension } from "../execution/failure.ts";
import { ENTERED } from "../execution/history.ts";
import { PathTooCostly } from "../paths/evaluate-path.ts";
import { runChoice } from "../states/choice.ts";
import { catchFailure, failState } from "../states/error-handling.ts";
import { runFail } from "../states/fail.ts";
import { finishState } from "../states/finish.ts";
import { runItems, runMap } from "../states/map.ts";
import { runParallel } from "../states/parallel.ts";
import { runPass } from "../states/pass.ts";
import { runTask } from "../states/task.ts";
import { runWait } from "../states/wait.ts";
import { enteredWith } from "../transition/details.ts";
import { endExecution } from "../transition/end.ts";
import { dataFailure } from "../transition/failures.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { inputOf } from "../transition/values.ts";
import { handleEvent } from "./handle-event.ts";

/** AWS's limit on an execution's history. [doc: quotas] */
export const MOST_EVENTS = 25_000;

/** Performs steps until nothing is left to do but wait. */
export function drain(transition: OpenTransition): void {
  const { execution } = transition;
  let done = 0;
  for (; done < execution.queue.length; done++) {
    const step = execution.queue[done];
    if (step === undefined) break;
    try {
      perform(transition, step);
    } catch (error) {
      if (error instanceof Suspension) {
        execution.queue.splice(0, done);
        transition.suspend();
        return;
      }
      failStep(transition, step, error);
    }
    transition.stepDone();
    if (done >= 1000) {
      execution.queue.splice(0, done + 1);
      done = -1;
    }
    if (execution.lastEventId >= MOST_EVENTS - 1 && execution.status === "RUNNING")
      endExecution(transition, "FAILED", TOO_MANY_EVENTS);
  }
  execution.queue.splice(0, done);
}

/** In no recording; the words are inference. */
const TOO_MANY_EVENTS: Failure = {
  error: "States.Runtime",
  cause: `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
  fatal: true,
};

/** What a step threw becomes the next step of its thread. */
function failStep(transition: OpenTransition, step: Step, error: unknown): void {
  const thread = "thread" in step ? transition.active(step.thread) : undefined;
  if (error instanceof PathTooCostly)
    return thread === undefined ? undefined : fail(transition, thread, dataFailure(transition, thread, error.message));
  if (!(error instanceof StateFailure) || step.do === "event") throw error;
  if (thread === undefined) return;
  const { failure } = error;
  fail(transition, thread, step.do === "catch" ? new StateFailure({ ...failure, unhandled: true }) : error);
}

function fail(transition: OpenTransition, thread: ActiveThread, { failure }: StateFailure): void {
  if (failure.location !== undefined) {
    const { error, cause, location } = failure;
    const { frame } = thread;
    transition.record(
      thread,
      "EvaluationFailed",
      { error, cause, ...(location === null ? {} : { location }), state: frame.state },
      frame.previousEventId,
    );
  }
  transition.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

function perform(transition: OpenTransition, step: Step): void {
  if (step.do === "event") return handleEvent(transition, step.event);
  if (step.do === "enter") return enter(transition, step.thread);
  const thread = transition.active(step.thread);
  if (thread === undefined) return;
  if (step.do === "run") return runState(transition, thread, transition.state(thread));
  if (step.do === "fail") return failState(transition, thread, step.failure);
  if (step.do === "catch") return catchFailure(transition, thread, step.failure, step.catcher);
  if (step.do === "items") return runItems(transition, thread, step.items);
  finishState(transition, thread, step.result);
}

const NONE: readonly never[] = [];

function enter(transition: OpenTransition, id: string): void {
  const { threads, queue, now } = transition.execution;
  const thread = threads[id];
  if (thread?.next === undefined || thread.halted === true) return;
  const { state: name, input, size } = thread.next;
  const state = transition.scope(thread).states.get(name);
  if (state === undefined) return;
  const { previousEventId } = thread;
  thread.next = undefined;
  const details = transition.isUntold(thread) ? undefined : enteredWith(transition, name, input, size.bytes);
  thread.frame = {
    state: name,
    input,
    size,
    enteredAt: now,
    enteredEventId: transition.record(thread, ENTERED[state.type], details),
    previousEventId,
    retries: NONE,
    retryCount: 0,
    timers: NONE,
  };
  queue.push({ do: "run", thread: id });
}

function runState(transition: OpenTransition, thread: ActiveThread, state: State): void {
  if (thread.silent && transition.lastEventId(thread) >= MOST_EVENTS) throw new StateFailure(TOO_MANY_EVENTS);
  switch (state.type) {
    case "Pass":
      return runPass(transition, thread, state);
    case "Succeed":
      return finishState(transition, thread, inputOf(transition, thread));
    case "Fail":
      return runFail(transition, thread, state);
    case "Wait":
      return runWait(transition, thread, state);
    case "Choice":
      return runChoice(transition, thread, state);
    case "Task":
      return runTask(transition, thread, state);
    case "Parallel":
      return runParallel(transition, thread, state);
    case "Map":
      return runMap(transition, thread, state);
  }
}
