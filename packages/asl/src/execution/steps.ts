import type { State } from "../definition/machine.ts";
import { PathTooCostly } from "../paths/evaluate-path.ts";
import { enteredWith } from "./details.ts";
import { endExecution } from "./end.ts";
import { catchFailure, failState } from "./errors.ts";
import type { Failure, Step } from "./execution.ts";
import { StateFailure, Suspension } from "./failure.ts";
import { finishState } from "./finish.ts";
import { ENTERED } from "./history.ts";
import { occur } from "./occur.ts";
import type { Active, Run } from "./run.ts";
import { runChoice } from "./states/choice.ts";
import { runFail } from "./states/fail.ts";
import { runItems, runMap } from "./states/map.ts";
import { runParallel } from "./states/parallel.ts";
import { runPass } from "./states/pass.ts";
import { runTask } from "./states/task.ts";
import { runWait } from "./states/wait.ts";

/** AWS's limit on an execution's history. [doc: quotas] */
export const MOST_EVENTS = 25_000;

/** Performs steps until nothing is left to do but wait. */
export function drain(run: Run): void {
  const { execution } = run;
  let done = 0;
  for (; done < execution.queue.length; done++) {
    const step = execution.queue[done];
    if (step === undefined) break;
    try {
      perform(run, step);
    } catch (error) {
      if (error instanceof Suspension) {
        execution.queue.splice(0, done);
        run.suspend();
        return;
      }
      failStep(run, step, error);
    }
    run.stepDone();
    if (done >= 1000) {
      execution.queue.splice(0, done + 1);
      done = -1;
    }
    if (execution.lastEventId >= MOST_EVENTS - 1 && execution.status === "RUNNING")
      endExecution(run, "FAILED", TOO_MANY_EVENTS);
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
function failStep(run: Run, step: Step, error: unknown): void {
  const thread = "thread" in step ? run.active(step.thread) : undefined;
  if (error instanceof PathTooCostly)
    return thread === undefined ? undefined : fail(run, thread, run.failure(thread, error.message));
  if (!(error instanceof StateFailure) || step.do === "event") throw error;
  if (thread !== undefined) fail(run, thread, error);
}

function fail(run: Run, thread: Active, { failure }: StateFailure): void {
  if (failure.location !== undefined) {
    const { error, cause, location } = failure;
    const { frame } = thread;
    run.record(thread, "EvaluationFailed", { error, cause, location, state: frame.state }, frame.previousEventId);
  }
  run.execution.queue.push({ do: "fail", thread: thread.id, failure });
}

function perform(run: Run, step: Step): void {
  if (step.do === "event") return occur(run, step.event);
  if (step.do === "enter") return enter(run, step.thread);
  const thread = run.active(step.thread);
  if (thread === undefined) return;
  if (step.do === "run") return runState(run, thread, run.state(thread));
  if (step.do === "fail") return failState(run, thread, step.failure);
  if (step.do === "catch") return catchFailure(run, thread, step.failure, step.catcher);
  if (step.do === "items") return runItems(run, thread, step.items);
  finishState(run, thread, step.result);
}

const NONE: readonly never[] = [];

function enter(run: Run, id: string): void {
  const { threads, queue, now } = run.execution;
  const thread = threads[id];
  if (thread?.next === undefined || thread.halted === true) return;
  const { state: name, input, size } = thread.next;
  const state = run.scope(thread).states.get(name);
  if (state === undefined) return;
  const { previousEventId } = thread;
  thread.next = undefined;
  const details = thread.silent ? undefined : enteredWith(run, name, input, size.bytes);
  thread.frame = {
    state: name,
    input,
    size,
    enteredAt: now,
    enteredEventId: run.record(thread, ENTERED[state.type], details),
    previousEventId,
    retries: NONE,
    retryCount: 0,
    timers: NONE,
  };
  queue.push({ do: "run", thread: id });
}

function runState(run: Run, thread: Active, state: State): void {
  if (thread.events !== undefined && thread.events >= MOST_EVENTS) throw new StateFailure(TOO_MANY_EVENTS);
  switch (state.type) {
    case "Pass":
      return runPass(run, thread, state);
    case "Succeed":
      return finishState(run, thread, run.inputOf(thread));
    case "Fail":
      return runFail(run, thread, state);
    case "Wait":
      return runWait(run, thread, state);
    case "Choice":
      return runChoice(run, thread, state);
    case "Task":
      return runTask(run, thread, state);
    case "Parallel":
      return runParallel(run, thread, state);
    case "Map":
      return runMap(run, thread, state);
  }
}
