import type { State } from "../definition/machine.ts";
import { endExecution } from "./end.ts";
import { catchFailure, failState } from "./errors.ts";
import type { Step } from "./execution.ts";
import { StateFailure, Suspension } from "./failure.ts";
import { finishState } from "./finish.ts";
import { occur } from "./occur.ts";
import type { Active, Run } from "./run.ts";
import { runChoice } from "./states/choice.ts";
import { runFail } from "./states/fail.ts";
import { runMap } from "./states/map.ts";
import { runParallel } from "./states/parallel.ts";
import { runPass } from "./states/pass.ts";
import { runTask } from "./states/task.ts";
import { runWait } from "./states/wait.ts";

/** AWS's limit on an execution's history. [doc: quotas] */
const MOST_EVENTS = 25_000;

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
      if (!(error instanceof StateFailure) || step.do === "event") throw error;
      fail(run, step.thread, error);
    }
    run.stepDone();
    if (execution.lastEventId >= MOST_EVENTS - 1 && execution.status === "RUNNING") tooManyEvents(run);
  }
  execution.queue.splice(0, done);
}

function tooManyEvents(run: Run): void {
  // The words are known from reports of live executions. [inference]
  endExecution(run, "FAILED", {
    error: "States.Runtime",
    cause: `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
  });
}

/** What a step threw becomes the next step of its thread. */
function fail(run: Run, id: string, { failure }: StateFailure): void {
  const thread = run.active(id);
  if (thread === undefined) return;
  if (failure.location !== undefined) {
    const { error, cause, location } = failure;
    const { frame } = thread;
    run.record(thread, "EvaluationFailed", { error, cause, location, state: frame.state }, frame.previousEventId);
  }
  run.execution.queue.push({ do: "fail", thread: id, failure });
}

function perform(run: Run, step: Step): void {
  if (step.do === "event") return occur(run, step.event);
  if (step.do === "enter") return enter(run, step);
  const thread = run.active(step.thread);
  if (thread === undefined) return;
  if (step.do === "run") return runState(run, thread, run.state(thread));
  if (step.do === "fail") return failState(run, thread, step.failure);
  if (step.do === "catch") return catchFailure(run, thread, step.failure, step.catcher);
  finishState(run, thread, step.result);
}

function enter(run: Run, { thread: id, state: name, input }: Extract<Step, { do: "enter" }>): void {
  const thread = run.execution.threads[id];
  const state = thread === undefined ? undefined : run.scope(thread).states.get(name);
  if (thread === undefined || state === undefined) return;
  const { previousEventId } = thread;
  const enteredEventId = run.record(thread, `${state.type}StateEntered`, { name, input: JSON.stringify(input) });
  thread.frame = {
    state: name,
    input,
    enteredAt: run.execution.now,
    enteredEventId,
    previousEventId,
    retries: [],
    retryCount: 0,
    timers: [],
  };
  run.execution.queue.push({ do: "run", thread: id });
}

function runState(run: Run, thread: Active, state: State): void {
  switch (state.type) {
    case "Pass":
      return runPass(run, thread, state);
    case "Succeed":
      return finishState(run, thread, run.wholePath(thread, state.inputPath, thread.frame.input));
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
