import type { PassState } from "../definition/machine.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { finishState } from "./finish.ts";

/** With a `Result` the input goes no further; a test of the state then shows neither. [recordings: test_state] */
export function runPass(transition: OpenTransition, thread: ActiveThread, state: PassState): void {
  const { result, parameters, queryLanguage } = state;
  if (result !== undefined) {
    transition.note("result", result);
    transition.wholePath(thread, state.inputPath, thread.frame.input);
    return finishState(transition, thread, result);
  }
  const input = transition.inputOf(thread);
  if (queryLanguage === "JSONata") return finishState(transition, thread, input);
  const passed = parameters === undefined ? input : transition.value(thread, parameters, { input });
  transition.note("afterParameters", passed);
  finishState(transition, thread, passed);
}
