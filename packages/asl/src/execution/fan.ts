import type { MapState, ParallelState, Scope, State } from "../definition/machine.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { endExecution, endWithSuccess } from "./end.ts";
import type { Failure, Fan, Thread } from "./execution.ts";
import { completeMapRun } from "./map-run/complete.ts";
import type { Active, Run } from "./run.ts";
import { sizeOf } from "./size.ts";
import { cancelPending } from "./timers.ts";

/** Starts the branches of a Parallel or the iterations of a Map, as many at once as `limit` allows. */
export function startFan(
  run: Run,
  thread: Active,
  { inputs, limit, tolerated }: Pick<Fan, "inputs" | "limit" | "tolerated">,
): void {
  if (run.inspected) return run.noteLeaving({ tolerated });
  const state = run.state(thread);
  const fan: Fan = {
    inputs,
    limit,
    tolerated,
    results: inputs.map(() => null),
    running: {},
    broken: {},
    started: 0,
    done: 0,
    failed: 0,
    ...(state.type === "Map" && state.resultWriter !== undefined ? { children: [] } : {}),
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
  tell(run, fan, thread, {});
  delete run.execution.threads[thread.id];
  settle(run, parent, fan, thread);
}

/** A state of the thread has failed for good: the execution fails, or the branch does. */
export function threadFailed(run: Run, thread: Thread, failure: Failure): void {
  const parent = thread.parent === undefined ? undefined : run.active(thread.parent);
  if (parent?.frame.fan === undefined) return endExecution(run, "FAILED", failure);
  const { fan } = parent.frame;
  const state = run.state(parent);
  const { error, cause } = failure;
  const details = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  parent.previousEventId = thread.previousEventId;
  if (isInlineMap(state)) run.record(thread, "MapIterationFailed", { name: state.name, index: thread.index });
  thread.halted = true;
  fan.failed++;
  if (fan.failed <= fan.tolerated) {
    fan.results[thread.index] = {
      ...(error === undefined ? {} : { Error: error }),
      ...(cause === undefined ? {} : { Cause: cause }),
    };
    tell(run, fan, thread, { ...details, failed: true });
    fan.broken[thread.id] = true;
    return settle(run, parent, fan, thread);
  }
  for (const id of Object.keys(fan.running)) haltThread(run, id);
  run.execution.queue.push({ do: "fail", thread: parent.id, failure: branchFailure(state, failure) });
}

/** Forgets the branches of a state that is done with, or begins anew. */
export function dropFan(run: Run, thread: Thread): void {
  const { frame } = thread;
  if (frame?.fan === undefined) return;
  for (const id of [...Object.keys(frame.fan.running), ...Object.keys(frame.fan.broken)]) {
    const child = run.execution.threads[id];
    if (child !== undefined) dropFan(run, child);
    delete run.execution.threads[id];
  }
  frame.fan = undefined;
}

/** Stops a thread and everything under it. */
function haltThread(run: Run, id: string): void {
  const thread = run.active(id);
  if (thread !== undefined) {
    cancelPending(run, thread);
    for (const child of Object.keys(thread.frame.fan?.running ?? {})) haltThread(run, child);
    const { type } = run.state(thread);
    if (type === "Task" || type === "Wait" || type === "Map" || type === "Parallel")
      run.record(thread, `${type}StateAborted`);
    const parent = thread.parent === undefined ? undefined : run.active(thread.parent);
    const state = parent === undefined ? undefined : run.state(parent);
    if (state?.type === "Map") run.record(thread, "MapIterationAborted", { name: state.name, index: thread.index });
  }
  const halted = run.execution.threads[id];
  if (halted !== undefined) halted.halted = true;
}

/** A distributed Map fails with an error of its own. [recordings: map_distributed] */
function branchFailure(state: State, { error, cause, fatal }: Failure): Failure {
  if (state.type === "Map" && state.mode === "DISTRIBUTED") return THRESHOLD_EXCEEDED;
  return {
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(fatal === undefined ? {} : { fatal }),
    branch: true,
  };
}

export const THRESHOLD_EXCEEDED: Failure = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
  branch: true,
};

/** Keeps how a child ended, where a ResultWriter will tell of it. */
function tell(run: Run, fan: Fan, { index, startedAt }: Thread, outcome: object): void {
  fan.children?.push({ index, startedAt, stoppedAt: run.execution.now, ...outcome });
}

function settle(run: Run, parent: Active, fan: Fan, thread: Thread): void {
  delete fan.running[thread.id];
  fan.done++;
  if (fan.done < fan.inputs.length) return startMore(run, parent, fan);
  if (!thread.silent) parent.previousEventId = run.execution.lastEventId;
  complete(run, parent, fan);
}

function complete(run: Run, parent: Active, fan: Fan): void {
  const state = run.state(parent);
  dropFan(run, parent);
  if (state.type === "Map" && state.mode === "DISTRIBUTED") return completeMapRun(run, parent, state, fan);
  const { previousEventId } = parent;
  run.record(parent, `${state.type}StateSucceeded`);
  if (state.type === "Map") parent.previousEventId = previousEventId;
  run.execution.queue.push({ do: "result", thread: parent.id, result: fan.results });
}

/** Starts what the limit leaves room for. */
export function startMore(run: Run, parent: Active, fan: Fan): void {
  const state = run.state(parent);
  if (state.type !== "Map" && state.type !== "Parallel") return;
  while (fan.started < fan.inputs.length && fan.started - fan.done < fan.limit) {
    const index = fan.started++;
    const scope = state.type === "Map" ? state.processor : state.branches[index];
    if (scope === undefined) return;
    startThread(run, parent, state, scope, index, fan);
  }
}

function startThread(
  run: Run,
  parent: Active,
  state: MapState | ParallelState,
  scope: Scope,
  index: number,
  fan: Fan,
): void {
  const input = fan.inputs[index] ?? null;
  const map: JsonObject | undefined = state.type === "Map" ? { Item: { Index: index, Value: input } } : parent.map;
  const thread: Thread = {
    id: run.newId(),
    parent: parent.id,
    index,
    scope: scope.pointer,
    silent: parent.silent || (state.type === "Map" && state.mode === "DISTRIBUTED"),
    startedAt: run.execution.now,
    ...(map === undefined ? {} : { map }),
    variables: parent.variables,
    previousEventId: parent.previousEventId,
  };
  run.execution.threads[thread.id] = thread;
  fan.running[thread.id] = true;
  if (isInlineMap(state)) run.record(thread, "MapIterationStarted", { name: state.name, index });
  run.goTo(thread, scope.startAt, input, sizeOf(input));
}

function isInlineMap(state: { readonly type: string; readonly mode?: string }): boolean {
  return state.type === "Map" && state.mode === "INLINE";
}
