import type { ParallelState } from "../../definition/machine.ts";
import { startFan } from "../fan.ts";
import type { Active, Run } from "../run.ts";

export function runParallel(run: Run, thread: Active, state: ParallelState): void {
  const input = run.wholePath(thread, state.inputPath, thread.frame.input);
  const passed = state.parameters === undefined ? input : run.value(thread, state.parameters, { input });
  run.record(thread, "ParallelStateStarted");
  startFan(run, thread, { inputs: state.branches.map(() => passed), limit: state.branches.length, tolerated: 0 });
}
