import type { Thread, Timer } from "../execution/execution.ts";
import type { ActiveThread, OpenTransition } from "./open-transition.ts";

export function startTimer(
  transition: OpenTransition,
  purpose: Timer["purpose"],
  thread: Thread,
  delayMs: number,
): void {
  startTimerAt(transition, purpose, thread, transition.execution.now + delayMs);
}

export function startTimerAt(transition: OpenTransition, purpose: Timer["purpose"], thread: Thread, at: number): void {
  const id = transition.newId();
  transition.execution.timers[id] = { purpose, thread: thread.id };
  if (thread.frame !== undefined) thread.frame.timers = [...thread.frame.timers, id];
  transition.effects.push({ type: "wake", id, at });
}

/** Stops what the state has under way. */
export function cancelPending(
  transition: OpenTransition,
  { frame }: ActiveThread,
  because: "timeout" | "abort" = "abort",
): void {
  for (const id of frame.timers) cancelTimer(transition, id);
  frame.timers = [];
  if (frame.task === undefined) return;
  delete transition.execution.tasks[frame.task];
  transition.effects.push({ type: "cancel-task", id: frame.task, because });
  frame.task = undefined;
}

export function cancelTimers(transition: OpenTransition, { frame }: ActiveThread, purpose: Timer["purpose"]): void {
  frame.timers = frame.timers.filter((id) => {
    if (transition.execution.timers[id]?.purpose !== purpose) return true;
    cancelTimer(transition, id);
    return false;
  });
}

function cancelTimer(transition: OpenTransition, id: string): void {
  if (transition.execution.timers[id] === undefined) return;
  delete transition.execution.timers[id];
  transition.effects.push({ type: "cancel-wake", id });
}
