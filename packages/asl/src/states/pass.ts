import type { PassState } from "../definition/machine.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { inputOf, valueOf, wholePath } from "../transition/values.ts";
import { finishState } from "./finish.ts";

/** With a `Result` the input goes no further; a test of the state then shows neither. [recordings: test_state] */
export function runPass(transition: OpenTransition, thread: ActiveThread, state: PassState): void {
  const { result, parameters, queryLanguage } = state;
  if (result !== undefined) {
    transition.note("result", result);
    wholePath(transition, thread, state.inputPath, thread.frame.input);
    return finishState(transition, thread, result);
  }
  const input = inputOf(transition, thread);
  if (queryLanguage === "JSONata") return finishState(transition, thread, input);
  const passed = parameters === undefined ? input : valueOf(transition, thread, parameters, { input });
  transition.note("afterParameters", passed);
  finishState(transition, thread, passed);
}
