import { copyOf } from "../advance/advance.ts";
import { startDeadline } from "../advance/start.ts";
import { drain } from "../advance/steps.ts";
import type { Machine } from "../definition/machine.ts";
import { AslError } from "../errors.ts";
import type { Execution, Thread, Transition } from "../execution/execution.ts";
import { isObject } from "../json.ts";
import { childRedriven, tellOfRun } from "../map-run/child-execution.ts";
import { startMore } from "../states/fan.ts";
import { OpenTransition } from "../transition/open-transition.ts";
import { redriveStatus } from "./redrive-status.ts";

/**
 * Restarts an execution from the states that failed, timed out or were aborted. Tasks are scheduled anew, with all their
 * retries and their whole timeout; of a Parallel or Map only the branches that did not succeed run again; a Fail state
 * fails again. Pure: `execution` stays as it is. [doc: redriving executions; that no state is entered a second time in
 * the history is inference]
 *
 * @throws AslError `EXECUTION_NOT_REDRIVABLE` where AWS refuses
 *
 * @example
 * ```ts example
 * import { advance, parse, redrive, start } from "@alpha-engine/asl";
 *
 * const Parameters = { FunctionName: "train" };
 * const train = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters, End: true };
 * const parsed = parse({ StartAt: "Train", States: { Train: train } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const [running, effects] = start(parsed.machine, {}, { at: 0 });
 * const task = effects.find(({ type }) => type === "task");
 * if (task?.type !== "task") throw new Error("no task");
 * const [failed] = advance(parsed.machine, running, { type: "task-failed", id: task.id, error: "Broken", at: 1000 });
 * const [again, more] = redrive(parsed.machine, failed, { at: 2000 });
 * console.log(failed.status, again.status, more.filter(({ type }) => type === "task").length);
 * ```
 * ```text output
 * FAILED RUNNING 1
 * ```
 */
export function redrive(machine: Machine, execution: Execution, { at }: { readonly at: number }): Transition {
  const redrivable = redriveStatus(execution, at);
  if (redrivable.status === "NOT_REDRIVABLE")
    throw new AslError("EXECUTION_NOT_REDRIVABLE", redrivable.reason, { hint: "start a new execution" });
  const next = copyOf(execution);
  const { Execution: own } = next.context;
  next.redriveCount++;
  next.status = "RUNNING";
  next.now = Math.max(next.now, at);
  next.context = {
    ...next.context,
    Execution: {
      ...(isObject(own) ? own : {}),
      RedriveCount: next.redriveCount,
      RedriveTime: new Date(next.now).toISOString(),
    },
  };
  delete next.error;
  delete next.cause;
  delete next.stoppedAt;
  const transition = new OpenTransition(machine, next);
  const root = next.threads["0"];
  if (root === undefined) throw new AslError("EXECUTION_NOT_REDRIVABLE", "The execution has no state to go on from");
  transition.record(root, "ExecutionRedriven", { redriveCount: next.redriveCount }, next.lastEventId);
  startDeadline(transition);
  resume(transition, root, root.previousEventId);
  drain(transition);
  return [next, transition.effects];
}

/** Lets a thread go on, or what did not succeed in the branches of its state. */
function resume(transition: OpenTransition, thread: Thread, previousEventId: number): void {
  delete thread.halted;
  thread.previousEventId = previousEventId;
  if (thread.next !== undefined) return void transition.execution.queue.push({ do: "enter", thread: thread.id });
  const { frame } = thread;
  if (frame === undefined) return;
  Object.assign(frame, { retries: [], retryCount: 0, timers: [] });
  frame.task = undefined;
  frame.token = undefined;
  const { fan } = frame;
  if (fan === undefined) {
    frame.plan = undefined;
    return void transition.execution.queue.push({ do: "run", thread: thread.id });
  }
  const { mapRunArn } = frame.plan ?? {};
  if (mapRunArn !== undefined) tellOfRun(transition, () => ({ what: "run-redriven", mapRunArn }));
  if (mapRunArn !== undefined)
    transition.record(thread, "MapRunRedriven", { mapRunArn, redriveCount: transition.execution.redriveCount });
  const again = Object.keys(fan.broken);
  fan.done -= again.length;
  fan.failed = 0;
  fan.running = { ...fan.running, ...fan.broken };
  fan.broken = {};
  if (fan.children !== undefined) fan.children = fan.children.filter(({ failed }) => failed !== true);
  for (const id of Object.keys(fan.running)) {
    const child = transition.execution.threads[id];
    if (child === undefined) continue;
    if (child.child === id) childRedriven(transition, child, mapRunArn ?? "");
    resume(transition, child, child.child === id ? child.previousEventId : thread.previousEventId);
  }
  const active = transition.active(thread.id);
  if (active !== undefined) startMore(transition, active, fan);
}
