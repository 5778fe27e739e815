import type { PassState } from "../../definition/machine.ts";
import { finishState } from "../finish.ts";
import type { Active, Run } from "../run.ts";

/** With a `Result` the input goes no further; a test of the state then shows neither. [recordings: test_state] */
export function runPass(run: Run, thread: Active, state: PassState): void {
  const { result, parameters, queryLanguage } = state;
  if (result !== undefined) {
    run.note("result", result);
    run.wholePath(thread, state.inputPath, thread.frame.input);
    return finishState(run, thread, result);
  }
  const input = run.inputOf(thread);
  if (queryLanguage === "JSONata") return finishState(run, thread, input);
  const passed = parameters === undefined ? input : run.value(thread, parameters, { input });
  run.note("afterParameters", passed);
  finishState(run, thread, passed);
}
