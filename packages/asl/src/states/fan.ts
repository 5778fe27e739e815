import type { MapState, ParallelState, State } from "../definition/machine.ts";
import type { Failure, Fan, Thread } from "../execution/execution.ts";
import { sizeOf } from "../execution/size.ts";
import { isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { arnOfChild, beginChild, childFailed, childSucceeded, tellOfRun } from "../map-run/child-execution.ts";
import { completeMapRun } from "../map-run/complete.ts";
import { endExecution, endWithSuccess } from "../transition/end.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { cancelPending } from "../transition/timers.ts";

/** Starts the branches of a Parallel or the iterations of a Map, as many at once as `limit` allows. */
export function startFan(
  transition: OpenTransition,
  thread: ActiveThread,
  { inputs, limit, tolerated }: Pick<Fan, "inputs" | "limit" | "tolerated">,
): void {
  if (transition.inspected) return;
  const state = transition.state(thread);
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
  const { mapRunArn } = thread.frame.plan ?? {};
  if (mapRunArn !== undefined)
    tellOfRun(transition, () => ({ what: "children-known", mapRunArn, items: inputs.map(itemsIn) }));
  if (inputs.length === 0) return complete(transition, thread, fan);
  startMore(transition, thread, fan);
}

/** A thread has reached its end: the execution's, or one more branch's. */
export function threadSucceeded(transition: OpenTransition, thread: Thread, output: JsonValue): void {
  const parent = thread.parent === undefined ? undefined : transition.active(thread.parent);
  if (parent?.frame.fan === undefined) return endWithSuccess(transition, thread, output);
  const { fan } = parent.frame;
  const state = transition.state(parent);
  if (isChild(thread)) childSucceeded(transition, parent, thread, output);
  else parent.previousEventId = thread.previousEventId;
  if (isInlineMap(state)) {
    transition.record(thread, "MapIterationSucceeded", { name: state.name, index: thread.index });
  }
  fan.results[thread.index] = output;
  recordChild(transition, fan, thread, {});
  delete transition.execution.threads[thread.id];
  endChild(transition, parent, fan, thread);
}

/** A state of the thread has failed for good: the execution fails, or the branch does. */
export function threadFailed(transition: OpenTransition, thread: Thread, failure: Failure): void {
  const parent = thread.parent === undefined ? undefined : transition.active(thread.parent);
  if (parent?.frame.fan === undefined) return endExecution(transition, "FAILED", failure);
  const { fan } = parent.frame;
  const state = transition.state(parent);
  const { error, cause } = failure;
  const details = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  if (isChild(thread)) childFailed(transition, parent, thread, { status: "FAILED", failure });
  else parent.previousEventId = thread.previousEventId;
  if (isInlineMap(state)) transition.record(thread, "MapIterationFailed", { name: state.name, index: thread.index });
  if (state.type === "Parallel" && error === undefined && isInTask(transition, thread))
    transition.record(thread, "TaskStateAborted");
  thread.halted = true;
  fan.failed++;
  if (fan.failed <= fan.tolerated) {
    fan.results[thread.index] = {
      ...(error === undefined ? {} : { Error: error }),
      ...(cause === undefined ? {} : { Cause: cause }),
    };
    recordChild(transition, fan, thread, { ...details, failed: true });
    fan.broken[thread.id] = true;
    return endChild(transition, parent, fan, thread);
  }
  stopFan(transition, parent, fan, failure);
}

/** A task that fails without an error is aborted as well. [recordings: test_sqs_failure_in_wait_for_task_tok_no_error_field] */
function isInTask(transition: OpenTransition, { id }: Thread): boolean {
  const thread = transition.active(id);
  return thread !== undefined && transition.state(thread).type === "Task";
}

/** Too much has failed: the rest is stopped, and the state fails. */
function stopFan(transition: OpenTransition, parent: ActiveThread, fan: Fan, failure: Failure): void {
  for (const id of Object.keys(fan.running)) haltThread(transition, id);
  transition.execution.queue.push({
    do: "fail",
    thread: parent.id,
    failure: branchFailure(transition.state(parent), failure),
  });
}

/** A Map Run goes on with other limits. [doc: UpdateMapRun] */
export function updateFan(
  transition: OpenTransition,
  parent: ActiveThread,
  { limit, tolerated }: Pick<Fan, "limit" | "tolerated">,
): void {
  const { fan } = parent.frame;
  if (fan === undefined) return;
  Object.assign(fan, { limit, tolerated });
  if (fan.failed > tolerated) stopFan(transition, parent, fan, {});
  else startMore(transition, parent, fan);
}

/** Forgets the branches of a state that is done with, or begins anew. */
export function dropFan(transition: OpenTransition, thread: Thread): void {
  const { frame } = thread;
  if (frame?.fan === undefined) return;
  for (const id of [...Object.keys(frame.fan.running), ...Object.keys(frame.fan.broken)]) {
    const child = transition.execution.threads[id];
    if (child !== undefined) dropFan(transition, child);
    delete transition.execution.threads[id];
  }
  frame.fan = undefined;
}

/** Stops a thread and everything under it. A child of a distributed Map is aborted as a whole. */
function haltThread(transition: OpenTransition, id: string): void {
  const thread = transition.active(id);
  if (thread?.child !== undefined) haltChild(transition, thread);
  else if (thread !== undefined) {
    cancelPending(transition, thread);
    for (const child of Object.keys(thread.frame.fan?.running ?? {})) haltThread(transition, child);
    const { type } = transition.state(thread);
    if (type === "Task" || type === "Wait" || type === "Map" || type === "Parallel")
      transition.record(thread, `${type}StateAborted`);
    const parent = thread.parent === undefined ? undefined : transition.active(thread.parent);
    const state = parent === undefined ? undefined : transition.state(parent);
    if (state?.type === "Map")
      transition.record(thread, "MapIterationAborted", { name: state.name, index: thread.index });
  }
  const halted = transition.execution.threads[id];
  if (halted !== undefined) halted.halted = true;
}

function haltChild(transition: OpenTransition, thread: ActiveThread): void {
  cancelPending(transition, thread);
  for (const id of Object.keys(thread.frame.fan?.running ?? {})) haltThread(transition, id);
  const parent = thread.parent === undefined ? undefined : transition.active(thread.parent);
  if (isChild(thread) && parent !== undefined)
    childFailed(transition, parent, thread, { status: "ABORTED", failure: {} });
}

/** Whether a child of a distributed Map begins with this thread. */
function isChild({ id, child }: Thread): boolean {
  return child === id;
}

/** How many items of its Map a child gets: as many as its batch has. */
function itemsIn(input: JsonValue): number {
  return isObject(input) && isArray(input["Items"]) ? input["Items"].length : 1;
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
function recordChild(transition: OpenTransition, fan: Fan, thread: Thread, outcome: object): void {
  const { index, startedAt } = thread;
  fan.children?.push({ index, arn: arnOfChild(thread), startedAt, stoppedAt: transition.execution.now, ...outcome });
}

function endChild(transition: OpenTransition, parent: ActiveThread, fan: Fan, thread: Thread): void {
  delete fan.running[thread.id];
  fan.done++;
  if (fan.done < fan.inputs.length) return startMore(transition, parent, fan);
  if (!isChild(thread)) parent.previousEventId = transition.lastEventId(parent);
  complete(transition, parent, fan);
}

function complete(transition: OpenTransition, parent: ActiveThread, fan: Fan): void {
  const state = transition.state(parent);
  dropFan(transition, parent);
  if (state.type === "Map" && state.mode === "DISTRIBUTED") return completeMapRun(transition, parent, state, fan);
  const { previousEventId } = parent;
  transition.record(parent, `${state.type}StateSucceeded`);
  if (state.type === "Map") parent.previousEventId = previousEventId;
  transition.execution.queue.push({ do: "result", thread: parent.id, result: fan.results });
}

/** Starts what the limit leaves room for. */
export function startMore(transition: OpenTransition, parent: ActiveThread, fan: Fan): void {
  const state = transition.state(parent);
  if (state.type !== "Map" && state.type !== "Parallel") return;
  while (fan.started < fan.inputs.length && fan.started - fan.done < fan.limit) {
    startChild(transition, parent, state, fan);
  }
}

/** Starts the next branch or iteration. */
function startChild(transition: OpenTransition, parent: ActiveThread, state: MapState | ParallelState, fan: Fan): void {
  const index = fan.started++;
  const scope = state.type === "Map" ? state.processor : state.branches[index];
  if (scope === undefined) return;
  const input = fan.inputs[index] ?? null;
  const isDistributed = state.type === "Map" && state.mode === "DISTRIBUTED";
  const map: JsonObject | undefined = state.type === "Map" ? { Item: { Index: index, Value: input } } : parent.map;
  const id = transition.newId();
  const child = isDistributed ? id : parent.child;
  const thread: Thread = {
    id,
    parent: parent.id,
    index,
    scope: scope.pointer,
    silent: parent.silent || isDistributed,
    ...(child === undefined ? {} : { child }),
    startedAt: transition.execution.now,
    ...(map === undefined ? {} : { map }),
    variables: parent.variables,
    previousEventId: isDistributed ? 0 : parent.previousEventId,
  };
  transition.execution.threads[thread.id] = thread;
  fan.running[thread.id] = true;
  if (isDistributed) beginChild(transition, thread, parent.frame.plan?.mapRunArn ?? "", input);
  if (isInlineMap(state)) transition.record(thread, "MapIterationStarted", { name: state.name, index });
  transition.goTo(thread, { state: scope.startAt, input, size: sizeOf(input) }, `${scope.pointer}/StartAt`);
}

function isInlineMap(state: { readonly type: string; readonly mode?: string }): boolean {
  return state.type === "Map" && state.mode === "INLINE";
}
