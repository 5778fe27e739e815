import type { ParallelState } from "../definition/machine.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { valueOf, wholePath } from "../transition/values.ts";
import { startFan } from "./fan.ts";

export function runParallel(transition: OpenTransition, thread: ActiveThread, state: ParallelState): void {
  const input = wholePath(transition, thread, state.inputPath, thread.frame.input);
  const passed = state.parameters === undefined ? input : valueOf(transition, thread, state.parameters, { input });
  transition.record(thread, "ParallelStateStarted");
  startFan(transition, thread, {
    inputs: state.branches.map(() => passed),
    limit: state.branches.length,
    tolerated: 0,
  });
}
