import type { Retrier, State, WithErrors } from "../definition/machine.ts";
import type { Failure } from "../execution/execution.ts";
import { tellOfRun } from "../map-run/child-execution.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { tellOfFailure } from "../transition/tell-of-failure.ts";
import { startTimer } from "../transition/timers.ts";
import { dropFan, threadFailed } from "./fan.ts";
import { finishCaught } from "./finish.ts";

/** The state has failed: tries again, or catches, or fails the thread. Nothing of it is under way any more. */
export function failState(transition: OpenTransition, thread: ActiveThread, failure: Failure): void {
  const { retry, catch: catchers } =
    isFatal(failure) || failure.unhandled === true ? NO_HANDLING : errorHandling(transition.state(thread));
  const retrying = usableRetrier(thread, retry, failure);
  transition.noteLeaving({ failure, outcome: "FAILED" });
  const { mapRunArn } = thread.frame.plan ?? {};
  if (mapRunArn !== undefined) tellOfRun(transition, () => ({ what: "run-ended", mapRunArn, status: "FAILED" }));
  const catcher = catchers.findIndex(({ errorEquals }) => matches(errorEquals, failure));
  tellOfFailure(transition, thread, failure, retrying !== undefined ? "retry" : catcher >= 0 ? "catch" : "end");
  if (retrying !== undefined) return tryAgain(transition, thread, retrying.retrier, retrying.index);
  const exhausted = retry.findIndex(({ errorEquals }) => matches(errorEquals, failure));
  const details = {
    ...(exhausted < 0 ? {} : { retryIndex: exhausted }),
    ...(catcher < 0 ? {} : { catchIndex: catcher }),
  };
  if (exhausted >= 0 || catcher >= 0) transition.note("errorDetails", details);
  recordFanFailure(transition, thread, failure);
  if (catcher < 0) return threadFailed(transition, thread, failure);
  transition.noteLeaving({ outcome: "CAUGHT_ERROR" });
  transition.execution.queue.push({ do: "catch", thread: thread.id, failure, catcher });
}

/** A catcher goes on with the failure. A timeout's cause is empty there, where others have none. [recordings: error_handling] */
export function catchFailure(
  transition: OpenTransition,
  thread: ActiveThread,
  { error, cause }: Failure,
  index: number,
): void {
  const catcher = errorHandling(transition.state(thread)).catch[index];
  if (catcher === undefined) return;
  finishCaught(
    transition,
    thread,
    { Error: error ?? null, Cause: cause ?? (error === "States.Timeout" ? "" : null) },
    { catcher, index },
  );
}

/** No Retry and no Catch sees States.Runtime, whoever raised it. [doc: error names; recordings: test_catch_states_runtime] */
function isFatal({ fatal, error }: Failure): boolean {
  return fatal === true || error === "States.Runtime";
}

/** A state that could not even begin to fan out leaves no such event [recordings: map_distributed], a Parallel none for what ends the execution. */
function recordFanFailure(transition: OpenTransition, thread: ActiveThread, failure: Failure): void {
  const { fatal, branch } = failure;
  const state = transition.state(thread);
  if (fatal === true && branch !== true) return;
  if (state.type === "Parallel" && isFatal(failure)) return;
  if (state.type === "Map" && state.mode === "DISTRIBUTED" && branch === true)
    transition.record(thread, "MapRunFailed", {});
  if (state.type === "Map" || state.type === "Parallel") transition.record(thread, `${state.type}StateFailed`);
}

function usableRetrier(
  thread: ActiveThread,
  retry: readonly Retrier[],
  failure: Failure,
): { retrier: Retrier; index: number } | undefined {
  const index = retry.findIndex(({ errorEquals }) => matches(errorEquals, failure));
  const retrier = retry[index];
  return retrier === undefined || (thread.frame.retries[index] ?? 0) >= retrier.maxAttempts
    ? undefined
    : { retrier, index };
}

function tryAgain(transition: OpenTransition, thread: ActiveThread, retrier: Retrier, index: number): void {
  const { frame } = thread;
  const used = frame.retries[index] ?? 0;
  frame.retries = Array.from(
    { length: Math.max(frame.retries.length, index + 1) },
    (_, at) => (frame.retries[at] ?? 0) + (at === index ? 1 : 0),
  );
  frame.retryCount++;
  frame.token = undefined;
  frame.plan = undefined;
  dropFan(transition, thread);
  const { intervalSeconds, backoffRate, maxDelaySeconds = Infinity, jitter } = retrier;
  const delay = Math.min(intervalSeconds * backoffRate ** used, maxDelaySeconds);
  transition.noteLeaving({ outcome: "RETRIABLE" });
  transition.note("errorDetails", { retryBackoffIntervalSeconds: delay, retryIndex: index });
  startTimer(transition, "retry", thread, delay * 1000 * (jitter === "FULL" ? transition.random() : 1));
}

/**
 * `States.ALL` takes anything, `States.TaskFailed` anything but a timeout, and a heartbeat that did not come is a timeout that may
 * also be told from others. [doc: error names; recordings: error_handling, timeouts; aws-cdk issue 16084]
 */
function matches(errorEquals: readonly string[], { error = "", heartbeat = false }: Failure): boolean {
  return errorEquals.some(
    (name) =>
      name === "States.ALL" ||
      name === error ||
      (name === "States.TaskFailed" && error !== "States.Timeout") ||
      (name === "States.HeartbeatTimeout" && heartbeat),
  );
}

const NO_HANDLING: WithErrors = { retry: [], catch: [] };

function errorHandling(state: State): WithErrors {
  return "retry" in state ? state : NO_HANDLING;
}
