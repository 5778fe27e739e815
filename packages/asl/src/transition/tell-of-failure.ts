import type { Failure, StateFailed } from "../execution/execution.ts";
import { iterationOf } from "./iteration.ts";
import type { ActiveThread, OpenTransition } from "./open-transition.ts";

/** Tells whoever drives the execution that a state has failed. */
export function tellOfFailure(
  transition: OpenTransition,
  thread: ActiveThread,
  { error, cause }: Failure,
  leadsTo: StateFailed["leadsTo"],
): void {
  const iteration = iterationOf(thread);
  const failed = {
    state: thread.frame.state,
    thread: thread.id,
    ...(iteration === undefined ? {} : { iteration }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    leadsTo,
  };
  transition.effects.push({ type: "state-failed", failed });
}
