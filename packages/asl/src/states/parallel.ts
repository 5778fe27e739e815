import type { ParallelState } from "../definition/machine.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { startFan } from "./fan.ts";

export function runParallel(transition: OpenTransition, thread: ActiveThread, state: ParallelState): void {
  const input = transition.wholePath(thread, state.inputPath, thread.frame.input);
  const passed = state.parameters === undefined ? input : transition.value(thread, state.parameters, { input });
  transition.record(thread, "ParallelStateStarted");
  startFan(transition, thread, {
    inputs: state.branches.map(() => passed),
    limit: state.branches.length,
    tolerated: 0,
  });
}
