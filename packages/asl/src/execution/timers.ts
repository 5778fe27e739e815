import type { Thread, Timer } from "./execution.ts";
import type { Active, Run } from "./run.ts";

export function startTimer(run: Run, purpose: Timer["purpose"], thread: Thread, delayMs: number): void {
  startTimerAt(run, purpose, thread, run.execution.now + delayMs);
}

export function startTimerAt(run: Run, purpose: Timer["purpose"], thread: Thread, at: number): void {
  const id = run.newId();
  run.execution.timers[id] = { purpose, thread: thread.id };
  if (thread.frame !== undefined) thread.frame.timers = [...thread.frame.timers, id];
  run.effects.push({ type: "wake", id, at });
}

/** Stops what the state has under way. */
export function cancelPending(run: Run, { frame }: Active): void {
  for (const id of frame.timers) cancelTimer(run, id);
  frame.timers = [];
  if (frame.task === undefined) return;
  delete run.execution.tasks[frame.task];
  run.effects.push({ type: "cancel-task", id: frame.task });
  frame.task = undefined;
}

export function cancelTimers(run: Run, { frame }: Active, purpose: Timer["purpose"]): void {
  frame.timers = frame.timers.filter((id) => {
    if (run.execution.timers[id]?.purpose !== purpose) return true;
    cancelTimer(run, id);
    return false;
  });
}

function cancelTimer(run: Run, id: string): void {
  if (run.execution.timers[id] === undefined) return;
  delete run.execution.timers[id];
  run.effects.push({ type: "cancel-wake", id });
}
