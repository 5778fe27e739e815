import type { FailState, TextSource } from "../definition/machine.ts";
import { StateFailure } from "../execution/failure.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";

/** Fails with the state's error and cause; without them, with neither. [recordings: fail] */
export function runFail(transition: OpenTransition, thread: ActiveThread, state: FailState): never {
  if (state.queryLanguage === "JSONPath") transition.note("afterInputPath", thread.frame.input);
  const error = text(transition, thread, state.error);
  const cause = text(transition, thread, state.cause);
  throw new StateFailure({ ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
}

function text(transition: OpenTransition, thread: ActiveThread, source: TextSource | undefined): string | undefined {
  if (source === undefined) return undefined;
  const { input } = thread.frame;
  if (source.kind === "path" && evaluatePath(source.path, transition.pathData(thread, { input })) === undefined) {
    throw transition.failure(
      thread,
      `The JSONPath '${source.path.text}' specified for the field '${source.field}' could not be found in the input '${JSON.stringify(input)}'`,
    );
  }
  const value = transition.source(thread, source, { input });
  return typeof value === "string" ? value : JSON.stringify(value);
}
