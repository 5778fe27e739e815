import type { MapState, ParallelState, Scope, State } from "../definition/machine.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { endExecution, endWithSuccess } from "./end.ts";
import type { Failure, Fan, Thread } from "./execution.ts";
import type { Active, Run } from "./run.ts";

/** Starts the branches of a Parallel or the iterations of a Map, as many at once as `limit` allows. */
export function startFan(
  run: Run,
  thread: Active,
  { inputs, limit, tolerated }: Pick<Fan, "inputs" | "limit" | "tolerated">,
): void {
  const fan: Fan = {
    inputs,
    limit,
    tolerated,
    results: inputs.map(() => null),
    running: [],
    started: 0,
    done: 0,
    failed: 0,
  };
  thread.frame.fan = fan;
  if (inputs.length === 0) return complete(run, thread, fan);
  startMore(run, thread, fan);
}

/** A thread has reached its end: the execution's, or one more branch's. */
export function threadSucceeded(run: Run, thread: Thread, output: JsonValue): void {
  const parent = thread.parent === undefined ? undefined : run.active(thread.parent);
  if (parent?.frame.fan === undefined) return endWithSuccess(run, thread, output);
  const { fan } = parent.frame;
  const state = run.state(parent);
  parent.previousEventId = thread.previousEventId;
  if (isInlineMap(state)) {
    run.record(thread, "MapIterationSucceeded", { name: state.name, index: thread.index });
  }
  fan.results[thread.index] = output;
  settle(run, parent, fan, thread);
}

/** A state of the thread has failed for good: the execution fails, or the branch does. */
export function threadFailed(run: Run, thread: Thread, failure: Failure): void {
  const parent = thread.parent === undefined ? undefined : run.active(thread.parent);
  if (parent?.frame.fan === undefined) return endExecution(run, "FAILED", failure);
  const { fan } = parent.frame;
  const state = run.state(parent);
  parent.previousEventId = thread.previousEventId;
  if (isInlineMap(state)) run.record(thread, "MapIterationFailed", { name: state.name, index: thread.index });
  fan.failed++;
  if (fan.failed <= fan.tolerated) {
    fan.results[thread.index] = {
      ...(failure.error === undefined ? {} : { Error: failure.error }),
      ...(failure.cause === undefined ? {} : { Cause: failure.cause }),
    };
    return settle(run, parent, fan, thread);
  }
  delete run.execution.threads[thread.id];
  for (const id of fan.running) if (id !== thread.id) abortThread(run, id);
  delete parent.frame.fan;
  run.execution.queue.push({ do: "fail", thread: parent.id, failure: branchFailure(state, failure) });
}

/** Ends everything a state has under way, its branches too. */
function abandon(run: Run, thread: Active): void {
  run.cancelPending(thread);
  for (const id of thread.frame.fan?.running ?? []) abortThread(run, id);
  delete thread.frame.fan;
}

function abortThread(run: Run, id: string): void {
  const thread = run.active(id);
  if (thread !== undefined) {
    abandon(run, thread);
    const { type } = run.state(thread);
    if (type === "Task" || type === "Wait" || type === "Map" || type === "Parallel")
      run.record(thread, `${type}StateAborted`);
    const parent = thread.parent === undefined ? undefined : run.active(thread.parent);
    const state = parent === undefined ? undefined : run.state(parent);
    if (state?.type === "Map") run.record(thread, "MapIterationAborted", { name: state.name, index: thread.index });
  }
  delete run.execution.threads[id];
}

/** A distributed Map fails with an error of its own. [recordings: map_distributed] */
function branchFailure(state: State, { error, cause, fatal }: Failure): Failure {
  if (state.type === "Map" && state.mode === "DISTRIBUTED") {
    return {
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
      branch: true,
    };
  }
  return {
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(fatal === undefined ? {} : { fatal }),
    branch: true,
  };
}

function settle(run: Run, parent: Active, fan: Fan, thread: Thread): void {
  delete run.execution.threads[thread.id];
  fan.running = fan.running.filter((id) => id !== thread.id);
  fan.done++;
  if (fan.done < fan.inputs.length) return startMore(run, parent, fan);
  if (!thread.silent) parent.previousEventId = run.execution.lastEventId;
  complete(run, parent, fan);
}

function complete(run: Run, parent: Active, fan: Fan): void {
  const state = run.state(parent);
  const { previousEventId } = parent;
  if (state.type === "Map" && state.mode === "DISTRIBUTED") run.record(parent, "MapRunSucceeded");
  run.record(parent, `${state.type}StateSucceeded`);
  if (state.type === "Map" && state.mode === "INLINE") parent.previousEventId = previousEventId;
  run.execution.queue.push({ do: "result", thread: parent.id, result: fan.results });
}

function startMore(run: Run, parent: Active, fan: Fan): void {
  const state = run.state(parent);
  if (state.type !== "Map" && state.type !== "Parallel") return;
  while (fan.started < fan.inputs.length && fan.running.length < fan.limit) {
    const index = fan.started++;
    const input = fan.inputs[index] ?? null;
    const scope = state.type === "Map" ? state.processor : state.branches[index];
    if (scope === undefined) return;
    startThread(run, parent, state, scope, index, input, fan);
  }
}

function startThread(
  run: Run,
  parent: Active,
  state: MapState | ParallelState,
  scope: Scope,
  index: number,
  input: JsonValue,
  fan: Fan,
): void {
  const map: JsonObject | undefined = state.type === "Map" ? { Item: { Index: index, Value: input } } : parent.map;
  const thread: Thread = {
    id: run.newId(),
    parent: parent.id,
    index,
    scope: scope.pointer,
    silent: parent.silent || (state.type === "Map" && state.mode === "DISTRIBUTED"),
    ...(map === undefined ? {} : { map }),
    variables: parent.variables,
    previousEventId: parent.previousEventId,
  };
  run.execution.threads[thread.id] = thread;
  fan.running.push(thread.id);
  if (isInlineMap(state)) run.record(thread, "MapIterationStarted", { name: state.name, index });
  run.execution.queue.push({ do: "enter", thread: thread.id, state: scope.startAt, input });
}

function isInlineMap(state: { readonly type: string; readonly mode?: string }): boolean {
  return state.type === "Map" && state.mode === "INLINE";
}
